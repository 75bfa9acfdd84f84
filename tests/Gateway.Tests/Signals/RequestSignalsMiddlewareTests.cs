using System.Text;
using Gateway.Signals;
using Gateway.Signals.AccessLog;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Signals;

/// <summary>What is said of a request at its end.</summary>
public sealed class RequestSignalsMiddlewareTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Measurements _measurements = new();
    private readonly RoutesWithSignals _routes;
    private readonly AccessLogWriter _accessLog;
    private readonly SettableOptions<SignalsOptions> _options = new(new SignalsOptions());

    public RequestSignalsMiddlewareTests()
    {
        _routes = new RoutesWithSignals(_time);
        _accessLog = new AccessLogWriter(_options, new SignalsMetrics(_measurements.Meters, new Build("1", "")), _time, NullLogger<AccessLogWriter>.Instance);
    }

    [Fact]
    public async Task An_answer_is_counted_on_its_route_with_its_stages()
    {
        await AnswerAsync(async context =>
        {
            using (context.During(Stage.Session)) _time.Advance(TimeSpan.FromMilliseconds(20));
            await context.WriteProblemAsync(StatusCodes.Status503ServiceUnavailable, Owner.SessionStore, "Away.");
        });

        Assert.Equal(["{code=503,method=GET,outcome=failed,owner=session-store,route=orders}"], _measurements.Series(MetricNames.Requests));
        Assert.Equal(0, _routes.Named("orders").Active);
    }

    [Fact]
    public async Task A_step_that_throws_is_counted_all_the_same()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => AnswerAsync(_ => throw new InvalidOperationException()));
        Assert.Equal(0, _routes.Named("orders").Active);
        Assert.Single(_measurements.Series(MetricNames.Requests));
    }

    [Fact]
    public async Task A_client_that_left_early_was_answered_499()
    {
        await AnswerAsync(context =>
        {
            context.RequestAborted = new CancellationToken(canceled: true);
            return Task.CompletedTask;
        });
        Assert.Equal(["{code=499,method=GET,outcome=client_aborted,owner=client,route=orders}"], _measurements.Series(MetricNames.Requests));
    }

    [Fact]
    public async Task Recording_a_request_of_a_known_kind_allocates_nothing()
    {
        var metrics = new RequestMetrics(_measurements.Meters, _routes);
        var signals = new RequestSignals(_time);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        signals.Close();
        var route = _routes.Named("orders");
        for (var warmUp = 0; warmUp < 100; warmUp++) Record();

        // The listener of this test allocates; without one the instruments are what is measured.
        _measurements.Dispose();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var request = 0; request < 1_000; request++) Record();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        await Task.CompletedTask;

        void Record()
        {
            metrics.Ended(signals, route, "GET", 200, new RequestOutcome(Outcome.Ok, null));
            route.Recent.Add(signals, Outcome.Ok);
        }
    }

    public void Dispose()
    {
        _measurements.Dispose();
        _accessLog.Dispose();
    }

    private async Task AnswerAsync(RequestDelegate answer)
    {
        var context = new DefaultHttpContext { Request = { Method = "GET", Path = "/api/orders" }, Response = { Body = new MemoryStream() } };
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new MeasuredRoute("orders")), null));
        var routed = new RequestRouteMiddleware(answer, _routes);
        await new RequestSignalsMiddleware(routed.InvokeAsync, _time, _routes, new RequestMetrics(_measurements.Meters, _routes), _accessLog).InvokeAsync(context);
    }
}
