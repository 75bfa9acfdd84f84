using Xunit;

namespace Gateway.JourneyTests.HostileInput;

/// <summary>Requests that two readers could take for different ones, said byte for byte.</summary>
public sealed class AmbiguousRequestTests(HostileWorld world) : IClassFixture<HostileWorld>
{
    [Theory]
    [InlineData("//api/x")]
    [InlineData("/open//api/x")]
    [InlineData("/api%2fx")]
    [InlineData("/api%2Fx")]
    [InlineData("/api;x=1/y")]
    [InlineData("/open/..;/api/x")]
    [InlineData("/open/../api/x")]
    [InlineData("/open/./api")]
    [InlineData("/open/%2e%2e/api/x")]
    [InlineData("/open/.%2E/api/x")]
    [InlineData("/open%5c..%5capi")]
    [InlineData("/open\\..\\api")]
    [InlineData("/open/%252e%252e/api")]
    [InlineData("/open/%25%32%65")]
    [InlineData("/open%23/api")]
    [InlineData("/open%3f/api")]
    [InlineData("/open%00")]
    [InlineData("/open%0d%0aX: y")]
    [InlineData("/open/%zz")]
    [InlineData("http://localhost//api/x")]
    public async Task A_path_with_two_readings_is_refused(string target) =>
        Assert.Equal(400, (await world.AskAsync($"GET {target} HTTP/1.1", signedIn: true)).Status);

    [Theory]
    [InlineData("/api?x=/open/y", 401)]
    [InlineData("/api/x?/../open", 401)]
    [InlineData("/api/x?a=%2e%2e%2fopen", 401)]
    [InlineData("/open/caf%C3%A9%20au%20lait", 200)]
    [InlineData("/open/100%25", 200)]
    [InlineData("/open/a:b@c,d+e$f!'()*", 200)]
    public async Task The_path_alone_decides(string target, int status)
    {
        var answer = await world.AskAsync($"GET {target} HTTP/1.1", "User-Agent: GoogleHC/1.0\r\n");
        Assert.Equal(status, answer.Status);
        if (status == 200) Assert.Contains($"\"target\":\"{target}\"", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n", "5;a\nb\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n", "-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!")]
    [InlineData("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")]
    [InlineData("Content-Length: 5, 5\r\n", "hello")]
    [InlineData("Content-Length: -5\r\n", "hello")]
    [InlineData("Content-Length: 0x5\r\n", "hello")]
    [InlineData("Content-Length : 5\r\n", "hello")]
    [InlineData("X-Folded: a\r\n b\r\n", "")]
    [InlineData("Host: other\r\n", "")]
    [InlineData("X-Null: a\0b\r\n", "")]
    public async Task Framing_with_two_readings_is_refused_and_the_connection_closed(string headers, string body)
    {
        var answer = await world.AskAsync("POST /open/x HTTP/1.1", headers, body: body);
        Assert.Equal(400, answer.Status);
        Assert.True(answer.SaysClose, answer.Head);
    }

    [Theory]
    [InlineData("GET /open/x HTTP/1.1\nHost: {host}\r\n\r\n")]
    [InlineData("GET /open/x HTTP/1.1\r\nHost: {host}\n\n")]
    [InlineData("GET /open/x HTTP/1.1\r\n\r\n")]
    [InlineData("POST /open/x HTTP/1.0\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    public async Task Lines_that_end_otherwise_and_missing_hosts_are_refused(string bytes) =>
        Assert.Equal(400, (await world.SayAsync(bytes.Replace("{host}", world.Host, StringComparison.Ordinal))).Status);

    [Theory]
    [InlineData("TRACE /open/x HTTP/1.1")]
    [InlineData("TRACE /api/x HTTP/1.1")]
    [InlineData("CONNECT localhost:80 HTTP/1.1")]
    public async Task TRACE_and_CONNECT_are_not_served(string requestLine)
    {
        var answer = await world.AskAsync(requestLine, signedIn: true);
        Assert.True(answer.Status is 405 or 400, answer.Head);
        Assert.DoesNotContain(world.Session, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.2")]
    [InlineData("localhost.evil.example")]
    [InlineData("evil.example:80")]
    public async Task Other_hosts_are_misdirected(string host)
    {
        Assert.Equal(421, (await world.SayAsync($"GET /open/x HTTP/1.1\r\nHost: {host}\r\n\r\n")).Status);
        Assert.Equal(421, (await world.AskAsync("GET /open/x HTTP/1.1", $"X-Forwarded-Host: {host}\r\n")).Status);
    }
}
