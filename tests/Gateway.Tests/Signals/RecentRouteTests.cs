using Gateway.Signals;
using Gateway.Signals.Recent;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Signals;

/// <summary>What the live page shows of a route.</summary>
public sealed class RecentRouteTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly RoutesWithSignals _routes;
    private readonly RecentSignals _recent;

    public RecentRouteTests()
    {
        _routes = new RoutesWithSignals(_time);
        _recent = new RecentSignals(_routes);
    }

    [Fact]
    public void A_minute_of_traffic_is_summed_up()
    {
        for (var second = 0; second < 60; second++)
        {
            for (var request = 0; request < 10; request++) Answer("orders", gateway: 5, upstream: request == 9 ? 200 : 20, request == 0 ? Outcome.Failed : Outcome.Ok);
            NextSecond();
        }

        var figures = _recent.Route("orders")!;
        Assert.Equal((600, 60, 10.0, 0.1), (figures.Requests, figures.Errors, figures.Rate, figures.ErrorShare));
        Near(25, figures.Total.P50);
        Near(205, figures.Total.P99);
        Near(5, figures.Gateway.P50);
        Near(20, figures.Upstream.P50);
        Near(200, figures.Upstream.P99);
    }

    [Fact]
    public void Seconds_stand_in_their_order_quiet_ones_too_and_old_ones_go()
    {
        Answer("orders", gateway: 1, upstream: 30, Outcome.Ok);
        NextSecond();
        NextSecond();
        Answer("orders", gateway: 3, upstream: 50, Outcome.TimedOut);
        NextSecond();

        var seconds = _recent.Route("orders")!.Seconds;
        Assert.Equal(120, seconds.Count);
        Assert.Equal([1, 0, 1], seconds.TakeLast(3).Select(second => second.Requests));
        Assert.Equal([0, 0, 1], seconds.TakeLast(3).Select(second => second.Errors));
        Assert.Equal(_time.GetUtcNow().ToUnixTimeSeconds() - 1, seconds[^1].At.ToUnixTimeSeconds());
        Assert.Equal(30, seconds[^3].Stages[(int)Stage.UpstreamWait].TotalMilliseconds);
        Assert.Equal(TimeSpan.Zero, seconds[^2].Stages[(int)Stage.UpstreamWait]);

        for (var second = 0; second < 125; second++) NextSecond();
        Assert.All(_recent.Route("orders")!.Seconds, second => Assert.Equal(0, second.Requests));
        Assert.Equal(2, _recent.Route("orders")!.Requests);
    }

    [Fact]
    public void The_second_in_the_making_is_not_shown()
    {
        Answer("orders", gateway: 1, upstream: 1, Outcome.Ok);
        Assert.Equal(0, _recent.Route("orders")!.Seconds.Sum(second => second.Requests));
        Assert.Equal(1, _recent.Route("orders")!.Requests);
    }

    [Fact]
    public void Routes_stand_by_name_and_unknown_ones_are_none()
    {
        Answer("b", 1, 1, Outcome.Ok);
        Answer("a", 1, 1, Outcome.Ok);
        Assert.Equal(["a", "b"], _recent.Routes().Select(route => route.Route));
        Assert.Null(_recent.Route("c"));
    }

    private void Answer(string route, int gateway, int upstream, Outcome outcome)
    {
        var signals = new RequestSignals(_time);
        var before = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMilliseconds(gateway));
        signals.Enter(Stage.UpstreamWait);
        _time.Advance(TimeSpan.FromMilliseconds(upstream));
        signals.Close();
        // A request's own time passes beside the clock of this test: many are answered within one second.
        _time.AdjustTime(before);
        _routes.Named(route).Recent.Add(signals, outcome);
    }

    private void NextSecond() => _time.AdjustTime(_time.GetUtcNow().AddSeconds(1));

    private static void Near(double milliseconds, TimeSpan quantile) =>
        Assert.InRange(quantile.TotalMilliseconds, milliseconds * 0.92, milliseconds * 1.08);
}
