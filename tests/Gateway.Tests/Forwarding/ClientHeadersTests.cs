using Gateway.Forwarding;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Forwarding;

public sealed class ClientHeadersTests
{
    private static readonly string[] Forgeries =
    [
        "X-Forwarded-User", "X-Forwarded-For", "X-Forwarded-Uri", "X-Original-URL", "X-Rewrite-URL", "X-Auth-Request-Email", "X-Remote-User",
        "Remote-User", "X-User-Id", "X-Client-Cert", "SSL-Client-Verify", "X-Real-IP", "Forwarded", "Proxy", "X-HTTP-Method-Override",
    ];

    public static TheoryData<string> EverySpelling() =>
        [.. Forgeries.SelectMany(name => new[] { name, name.ToLowerInvariant(), name.ToUpperInvariant(), name.Replace('-', '_'), name.Replace("-", "_", StringComparison.Ordinal).ToUpperInvariant() }).Distinct()];

    [Theory]
    [MemberData(nameof(EverySpelling))]
    public void A_forgery_is_dropped_in_every_spelling(string name)
    {
        var headers = new HeaderDictionary { [name] = "admin", ["Accept"] = "*/*" };
        ClientHeaders.Remove(headers);
        Assert.Equal(["Accept"], headers.Keys);
    }

    [Theory]
    [InlineData("Accept")]
    [InlineData("Content-Type")]
    [InlineData("Authorization")]
    [InlineData("Cookie")]
    [InlineData("X-Requested-With")]
    [InlineData("X-CSRF")]
    [InlineData("X-Request-Id")]
    [InlineData("traceparent")]
    [InlineData("Sec-Fetch-Site")]
    [InlineData("Origin")]
    [InlineData("X-A-Very-Long-Header-Name-Of-Some-Application-That-Nobody-Ever-Shortened-Again")]
    public void What_is_a_clients_to_say_stays(string name) => Assert.False(ClientHeaders.IsReserved(name));

    [Fact]
    public void A_long_name_hides_nothing() => Assert.True(ClientHeaders.IsReserved("X-Forwarded-" + new string('a', 200)));
}
