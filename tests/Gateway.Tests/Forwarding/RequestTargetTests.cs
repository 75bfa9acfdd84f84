using Gateway.Forwarding;
using Xunit;

namespace Gateway.Tests.Forwarding;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/a/b")]
    [InlineData("/a/")]
    [InlineData("/caf%C3%A9")]
    [InlineData("/a%20b")]
    [InlineData("/100%25")]
    [InlineData("/100%25-sure")]
    [InlineData("/a.b/c..d/...")]
    [InlineData("/.well-known/x")]
    [InlineData("/a?b=//c;d=../%2f%5c%252e")]
    [InlineData("http://localhost/a")]
    [InlineData("http://localhost")]
    [InlineData("*")]
    public void A_path_with_one_reading_passes(string target) => Assert.Null(RequestTarget.Ambiguity(target));

    [Theory]
    [InlineData("//a")]
    [InlineData("/a//b")]
    [InlineData("/a//")]
    [InlineData("/a;b")]
    [InlineData("/a\\b")]
    [InlineData("/a#b")]
    [InlineData("/.")]
    [InlineData("/..")]
    [InlineData("/a/./b")]
    [InlineData("/a/../b")]
    [InlineData("/a%2fb")]
    [InlineData("/a%2Fb")]
    [InlineData("/a%5cb")]
    [InlineData("/a%3bb")]
    [InlineData("/a%23b")]
    [InlineData("/a%3fb")]
    [InlineData("/a/%2e/b")]
    [InlineData("/a/.%2e/b")]
    [InlineData("/a%00")]
    [InlineData("/a%0a")]
    [InlineData("/a%7f")]
    [InlineData("/a%252e")]
    [InlineData("/%25%32%65")]
    [InlineData("/a%")]
    [InlineData("/a%2")]
    [InlineData("/a%zz")]
    [InlineData("http://localhost//a")]
    [InlineData("http://localhost/a/../b")]
    public void A_path_with_two_readings_does_not(string target) => Assert.NotNull(RequestTarget.Ambiguity(target));
}
