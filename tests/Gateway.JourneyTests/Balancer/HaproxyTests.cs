using System.Globalization;
using System.Net;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Balancer;

/// <summary>What deploy/haproxy/haproxy.cfg promises the gateways, asked of a real HAProxy.</summary>
public sealed class HaproxyTests : IAsyncLifetime
{
    private readonly HaproxyServer _haproxy = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });
    private StubGateway? _first;
    private StubGateway? _second;

    private StubGateway First => _first ?? throw new InvalidOperationException();

    private StubGateway Second => _second ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        _first = await StubGateway.StartAsync();
        _second = await StubGateway.StartAsync();
        await _haproxy.StartAsync([(First.Port, First.Port), (Second.Port, Second.Port)]);
        await _haproxy.SeesAsync(1, "UP");
        await _haproxy.SeesAsync(2, "UP");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _haproxy.DisposeAsync();
        if (_first is not null) await _first.DisposeAsync();
        if (_second is not null) await _second.DisposeAsync();
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("x-forwarded-proto", "http")]
    [InlineData("X-FORWARDED-PREFIX", null)]
    [InlineData("X_Forwarded_For", null)]
    [InlineData("x-forwarded_user", null)]
    [InlineData("Forwarded", null)]
    [InlineData("X_Request_Start", null)]
    public async Task What_a_client_says_about_its_origin_never_arrives(string header, string? arrives)
    {
        var answer = await SendAsync(HttpMethod.Get, "/page", (header, "spoofed"));
        Assert.DoesNotContain("spoofed", answer.Body, StringComparison.Ordinal);
        Assert.Equal(arrives, answer.Header(header));
    }

    [Fact]
    public async Task Gateways_learn_host_start_and_id_of_a_request_from_the_balancer_alone()
    {
        var answer = await SendAsync(HttpMethod.Get, "/page", ("X-Request-Start", "t=1"), ("X-Request-Id", "mine"), ("X-Forwarded-Host", "evil.example"));
        Assert.Equal($"127.0.0.1:{_haproxy.Port}", answer.Header("X-Forwarded-Host"));
        Assert.Equal(36, answer.Header("X-Request-Id")!.Length);

        var start = DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(answer.Header("X-Request-Start")!["t=".Length..], CultureInfo.InvariantCulture));
        Assert.InRange(TimeProvider.System.GetUtcNow() - start, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Server_timing_ends_in_the_balancers_log_and_not_at_the_client()
    {
        using var response = await _client.GetAsync(Address("/page?code=secret"), TestContext.Current.CancellationToken);
        Assert.False(response.Headers.Contains("Server-Timing"));

        await Eventually.HoldsAsync(() => Task.FromResult(_haproxy.Lines.Count > 0), TimeSpan.FromSeconds(5), () => "HAProxy logs");
        var line = Assert.Single(_haproxy.Lines);
        Assert.Equal(StubGateway.Timing, line.ServerTiming);
        Assert.Equal(("GET", "/page", 200), (line.Method, line.Path, line.Status));
    }

    [Theory]
    [InlineData("/measured")]
    [InlineData("/silent")]
    public async Task What_an_upstream_says_of_its_time_is_the_clients(string path)
    {
        using var response = await _client.GetAsync(Address(path), TestContext.Current.CancellationToken);
        Assert.Equal([StubGateway.UpstreamTiming], response.Headers.GetValues("Server-Timing"));
    }

    [Theory]
    [InlineData("GET", 4)]
    [InlineData("POST", 1)]
    [InlineData("PUT", 1)]
    [InlineData("DELETE", 1)]
    public async Task Only_what_may_be_sent_twice_is_sent_again_when_a_gateway_hangs_up(string method, int times)
    {
        var answer = await SendAsync(new HttpMethod(method), "/hang-up");
        Assert.Equal(HttpStatusCode.BadGateway, answer.Status);
        Assert.Equal(times, First.Received.Count + Second.Received.Count);
    }

    [Fact]
    public async Task A_gateway_that_is_not_ready_gets_nothing_new_and_all_of_them_gone_is_a_503_with_a_retry_after()
    {
        First.IsReady = false;
        await _haproxy.SeesAsync(1, "DOWN");
        for (var count = 0; count < 6; count++) Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "/page")).Status);
        Assert.Empty(First.Received);

        Second.IsReady = false;
        await _haproxy.SeesAsync(2, "DOWN");
        var refused = await SendAsync(HttpMethod.Get, "/page");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Equal("1", refused.RetryAfter);
        Assert.Contains("\"owner\":\"gateway\"", refused.Body, StringComparison.Ordinal);
    }

    private Uri Address(string path) => new($"http://127.0.0.1:{_haproxy.Port}{path}");

    private async Task<Answer> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, Address(path));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            response.StatusCode, response.Headers.Location, response.Headers.RetryAfter?.ToString(), SetsCookie: false,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
