using Gateway.Authentication.Bearer;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Authentication.Bearer;

public sealed class BearerHeaderTests
{
    // header lines, whether a token was meant, the token
    [Theory]
    [InlineData("Bearer abc", true, "abc")]
    [InlineData("bearer abc", true, "abc")]
    [InlineData("BEARER   abc", true, "abc")]
    [InlineData("Bearer", true, "")]
    [InlineData("Bearer ", true, "")]
    [InlineData("Bearer\tabc", false, "")]
    [InlineData("Bearerabc", false, "")]
    [InlineData("Basic YTpi", false, "")]
    [InlineData("DPoP abc", false, "")]
    [InlineData("", false, "")]
    [InlineData("Bearer abc|Bearer def", true, "")]
    [InlineData("Basic YTpi|Bearer abc", true, "")]
    public void A_token_is_read_in_one_way_or_not_at_all(string lines, bool present, string token)
    {
        var header = new StringValues(lines.Split('|'));
        Assert.Equal(present, BearerHeader.IsPresent(header));
        Assert.Equal(token, BearerHeader.Token(header).ToString());
    }

    [Fact]
    public void Without_a_header_there_is_no_token() => Assert.False(BearerHeader.IsPresent(StringValues.Empty));

    [Theory]
    [InlineData("eyJh.eyJh.c2ln", nameof(TokenKind.Jwt))]
    [InlineData("eyJh.eyJh.", nameof(TokenKind.Jwt))]
    [InlineData("..", nameof(TokenKind.Jwt))]
    [InlineData("a.b.c.d.e", nameof(TokenKind.Encrypted))]
    [InlineData("a..b.c.d", nameof(TokenKind.Encrypted))]
    [InlineData("a.b", nameof(TokenKind.Opaque))]
    [InlineData("a.b.c.d", nameof(TokenKind.Opaque))]
    [InlineData("a.b.c==", nameof(TokenKind.Opaque))]
    [InlineData("opaque~1+/=", nameof(TokenKind.Opaque))]
    public void Its_form_says_who_can_explain_it(string token, string kind) => Assert.Equal(kind, TokenForm.KindOf(token).ToString());

    [Fact]
    public void Every_kind_and_result_has_a_name_in_the_metric()
    {
        Assert.Equal(["jwt", "jwt", "opaque"], Enum.GetValues<TokenKind>().Select(BearerMetrics.Tag));
        Assert.Equal(["hit", "miss", "joined", "rejected"], Enum.GetValues<CacheResult>().Select(BearerMetrics.Tag));
    }
}
