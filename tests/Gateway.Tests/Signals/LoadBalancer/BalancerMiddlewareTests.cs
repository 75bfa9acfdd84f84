using System.Globalization;
using System.Net;
using Gateway.Signals;
using Gateway.Signals.LoadBalancer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Signals.LoadBalancer;

/// <summary>Who is believed about a request, and who is told about its answer.</summary>
public sealed class BalancerMiddlewareTests : IDisposable
{
    private const string Balancer = "10.0.0.1";
    private const string Stranger = "192.0.2.7";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 4, 0, 0, TimeSpan.Zero));
    private readonly Measurements _measurements = new();

    public void Dispose() => _measurements.Dispose();

    [Fact]
    public async Task A_balancers_start_is_a_wait_and_its_id_is_the_requests()
    {
        var request = await SendAsync(Balancer, Start(-40), "abc-1");
        Assert.Equal(40, request.Signals!.IngressWait?.TotalMilliseconds);
        Assert.Equal("abc-1", request.Signals.RequestId);
        Assert.StartsWith("route;desc=\"unmatched\", ingress_wait;dur=40.000, ", await request.AnswerAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_gateway_did_before_it_looked_is_not_the_wait()
    {
        var request = await SendAsync(Balancer, Start(-40), "abc-1", looksAfter: TimeSpan.FromMilliseconds(5));
        Assert.Equal(40, request.Signals!.IngressWait?.TotalMilliseconds);
    }

    [Fact]
    public async Task A_stranger_is_neither_believed_nor_told()
    {
        var request = await SendAsync(Stranger, Start(-40), "abc-1");
        Assert.Null(request.Signals!.IngressWait);
        Assert.Null(request.Signals.RequestId);
        Assert.Equal("", await request.AnswerAsync());
        Assert.Empty(_measurements.Sums);
    }

    [Fact]
    public async Task A_balancer_that_says_no_start_is_not_told_either() => Assert.Equal("", await (await SendAsync(Balancer, default, "abc-1")).AnswerAsync());

    [Theory]
    [InlineData("t=soon", "unreadable")]
    [InlineData("1000000000", "absurd")]
    public async Task A_start_that_cannot_be_is_counted_and_no_wait(string start, string reason)
    {
        var request = await SendAsync(Balancer, start, "abc-1");
        Assert.Null(request.Signals!.IngressWait);
        Assert.Equal(1, _measurements.Of($"gateway.ingress_wait.refused{{result={reason}}}"));
        Assert.NotEqual("", await request.AnswerAsync());
    }

    [Fact]
    public async Task A_start_in_the_future_is_counted_and_no_wait()
    {
        await SendAsync(Balancer, Start(20), "abc-1");
        Assert.Equal(1, _measurements.Of("gateway.ingress_wait.refused{result=skewed}"));
    }

    [Fact]
    public async Task Two_starts_are_none()
    {
        await SendAsync(Balancer, new StringValues([Start(-1), Start(-2)]), "abc-1");
        Assert.Equal(1, _measurements.Of("gateway.ingress_wait.refused{result=unreadable}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("has space")]
    [InlineData("line\nbreak")]
    [InlineData("ümlaut")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task An_id_that_is_none_is_passed_over(string id) => Assert.Null((await SendAsync(Balancer, Start(-1), id)).Signals!.RequestId);

    [Fact]
    public async Task What_an_upstream_says_of_its_own_time_follows_in_a_line_of_its_own()
    {
        var request = await SendAsync(Balancer, Start(-40), "abc-1");
        request.Context.Response.Headers["Server-Timing"] = new StringValues(["db;dur=3", "cache;desc=\"hit, old\""]);
        await request.AnswerAsync();
        var lines = request.Context.Response.Headers["Server-Timing"];
        Assert.Equal(2, lines.Count);
        Assert.StartsWith("route;desc=", lines[0], StringComparison.Ordinal);
        Assert.Equal("db;dur=3, cache;desc=\"hit, old\"", lines[1]);
    }

    private string Start(double milliseconds) =>
        "t=" + (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Add(TimeSpan.FromMilliseconds(milliseconds)).TotalMicroseconds.ToString("0", CultureInfo.InvariantCulture);

    private async Task<Sent> SendAsync(string peer, StringValues start, string id, TimeSpan looksAfter = default)
    {
        var sent = new Sent(new DefaultHttpContext(), new Started());
        sent.Context.Features.Set<IHttpResponseFeature>(sent.Response);
        sent.Context.Features.Set(new RequestSignals(_time));
        sent.Context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        sent.Context.Request.Headers["X-Request-Start"] = start;
        sent.Context.Request.Headers["X-Request-Id"] = id;
        _time.Advance(looksAfter);
        var metrics = new SignalsMetrics(_measurements.Meters, new Build("1", "abc"));
        await new BalancerMiddleware(_ => Task.CompletedTask, address => address.Equals(IPAddress.Parse(Balancer)), metrics, _time).InvokeAsync(sent.Context);
        return sent;
    }

    private sealed record Sent(HttpContext Context, Started Response)
    {
        public RequestSignals? Signals => Context.Signals();

        /// <summary>The headers are sent: what the balancer finds among them.</summary>
        public async Task<string> AnswerAsync()
        {
            await Response.FireAsync();
            return Context.Response.Headers["Server-Timing"].ToString();
        }
    }

    /// <summary>A response whose start can be acted out.</summary>
    private sealed class Started : HttpResponseFeature
    {
        private readonly List<(Func<object, Task> Callback, object State)> _callbacks = [];

        public override void OnStarting(Func<object, Task> callback, object state) => _callbacks.Add((callback, state));

        public async Task FireAsync()
        {
            foreach (var (callback, state) in _callbacks) await callback(state);
        }
    }
}
