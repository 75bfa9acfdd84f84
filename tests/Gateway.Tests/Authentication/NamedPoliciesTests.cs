using System.Security.Claims;
using Gateway.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Xunit;

namespace Gateway.Tests.Authentication;

public sealed class NamedPoliciesTests
{
    [Theory]
    [InlineData("Scopes:0=read", "scope=read", true)]
    [InlineData("Scopes:0=read", "scope=write", false)]
    [InlineData("Scopes:0=read,Scopes:1=write", "scope=read", false)]
    [InlineData("Scopes:0=read,Scopes:1=write", "scope=read,scope=write", true)]
    [InlineData("Roles:0=admin,Roles:1=clerk", "role=clerk", true)]
    [InlineData("Roles:0=admin,Roles:1=clerk", "role=guest", false)]
    [InlineData("Claims:department:0=sales,Claims:department:1=stock", "department=stock", true)]
    [InlineData("Claims:department:0=sales", "department=stock", false)]
    [InlineData("Scopes:0=read,Roles:0=admin", "scope=read", false)]
    [InlineData("Scopes:0=read,Roles:0=admin", "scope=read,role=admin", true)]
    public async Task All_that_a_policy_asks_must_hold(string policy, string claims, bool holds)
    {
        var provider = Provider(policy);
        var built = await provider.GetPolicyAsync("p");
        var user = new ClaimsPrincipal(new ClaimsIdentity(claims.Split(',').Select(claim => new Claim(claim.Split('=')[0], claim.Split('=')[1])), "test"));
        var context = new AuthorizationHandlerContext(built!.Requirements, user, resource: null);
        await new PassThroughAuthorizationHandler().HandleAsync(context);
        Assert.Equal(holds, context.HasSucceeded);
    }

    [Fact]
    public async Task An_anonymous_user_meets_no_policy()
    {
        var built = await Provider("Scopes:0=read").GetPolicyAsync("p");
        var context = new AuthorizationHandlerContext(built!.Requirements, new ClaimsPrincipal(new ClaimsIdentity()), resource: null);
        await new PassThroughAuthorizationHandler().HandleAsync(context);
        Assert.False(context.HasSucceeded);
    }

    [Fact]
    public async Task A_policy_that_is_not_configured_is_not_there() => Assert.Null(await Provider("Scopes:0=read").GetPolicyAsync("q"));

    private static NamedPolicies Provider(string settings) => new(
        Options.Create(new AuthorizationOptions()),
        new PolicyDirectory(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Split(',').Select(setting => KeyValuePair.Create($"Gateway:Policies:p:{setting.Split('=')[0]}", (string?)setting.Split('=')[1]))).Build()));
}
