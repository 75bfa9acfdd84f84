using Gateway.Forwarding;
using Gateway.Frontends;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Forwarding;

public sealed class UpstreamCookiesTests
{
    private static readonly Frontend Shop = new("shop", new FrontendOptions());

    [Theory]
    [InlineData("__Host-shop=v1.x", "")]
    [InlineData("a=b; __Host-shop=v1.x; c=d", "a=b; c=d")]
    [InlineData("__Host-shop.login.abc=N;__Host-shop.nonce.d=N; __Host-shop.bounce=1;a=b", "a=b")]
    [InlineData("gateway-administrator=TICKET; gateway-form=F; a=b", "a=b")]
    [InlineData("gateway-administrators=theirs", "gateway-administrators=theirs")]
    [InlineData("__Host-shopping=cart", "__Host-shopping=cart")]
    [InlineData("a=b; ; c", "a=b; c")]
    [InlineData("__Host-shop =v1.x", "")]
    [InlineData("a=\"x; y\"", "a=\"x; y\"")]
    public void An_upstream_sees_all_cookies_but_ours(string sent, string seen) => Assert.Equal(seen, UpstreamCookies.Of(sent, Shop));

    [Fact]
    public void Ours_are_found_in_every_line() =>
        Assert.Equal("a=b; c=d", UpstreamCookies.Of(new StringValues(["a=b; __Host-shop=1", "__Host-shop=2", "c=d"]), Shop));

    [Fact]
    public void An_upstream_cannot_log_the_user_out_or_into_another_session()
    {
        var answer = new HeaderDictionary
        {
            ["Set-Cookie"] = new StringValues(["a=b; Path=/", "__Host-shop=stolen; Path=/; Secure", "__Host-shop=; Max-Age=0", " __Host-shop.login.x=1", "__Host-shop", "gateway-administrator=forged; Path=/", "gateway-form=x"]),
        };
        UpstreamCookies.KeepForeign(answer, Shop);
        Assert.Equal(new StringValues("a=b; Path=/"), answer["Set-Cookie"]);
    }
}
