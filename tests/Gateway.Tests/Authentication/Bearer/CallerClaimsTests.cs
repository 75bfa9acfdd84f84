using System.Text.Json;
using Gateway.Authentication.Bearer;
using Xunit;

namespace Gateway.Tests.Authentication.Bearer;

public sealed class CallerClaimsTests
{
    [Theory]
    [InlineData("""{"scope":"read write"}""", "scope=read,scope=write")]
    [InlineData("""{"scope":["read","write"]}""", "scope=read,scope=write")]
    [InlineData("""{"scp":"read  write","scope":"read"}""", "scope=read,scope=write")]
    [InlineData("""{"scp":["read","write"]}""", "scope=read,scope=write")]
    [InlineData("""{"role":"clerk"}""", "role=clerk")]
    [InlineData("""{"roles":["clerk","admin"],"role":"admin"}""", "role=clerk,role=admin")]
    [InlineData("""{"sub":"alice","age":7,"kind":true,"gone":null}""", "sub=alice,age=7,kind=true")]
    [InlineData("""{"groups":["a","b"],"address":{"city":"x"}}""", """groups=a,groups=b,address={"city":"x"}""")]
    [InlineData("{}", "")]
    public void A_caller_has_the_claims_a_session_would_have(string said, string claims)
    {
        using var document = JsonDocument.Parse(said);
        var principal = CallerClaims.Principal(document.RootElement);
        Assert.Equal(claims, string.Join(',', principal.Claims.Select(claim => $"{claim.Type}={claim.Value}")));
        Assert.True(principal.Identity!.IsAuthenticated);
    }

    [Fact]
    public void Names_and_roles_are_where_policies_look_for_them()
    {
        using var document = JsonDocument.Parse("""{"name":"Alice","roles":["admin"]}""");
        var principal = CallerClaims.Principal(document.RootElement);
        Assert.Equal("Alice", principal.Identity!.Name);
        Assert.True(principal.IsInRole("admin"));
    }
}
