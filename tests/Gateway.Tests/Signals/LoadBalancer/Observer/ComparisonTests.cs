using System.Globalization;
using Gateway.Signals.LoadBalancer.Observer;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Signals.LoadBalancer.Observer;

/// <summary>Two logs, written in any order, lossy, and what they say together.</summary>
public sealed class ComparisonTests : IDisposable
{
    private const string Disagreements = "gateway.lb.disagreements";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly Measurements _measurements = new();
    private readonly ObservedRoutes _routes;
    private readonly ObserverMetrics _metrics;
    private readonly Comparison _comparison;

    public ComparisonTests()
    {
        _routes = new ObservedRoutes(_time);
        _metrics = new ObserverMetrics(_measurements.Meters);
        _comparison = new Comparison(Patience, _metrics, _routes, _time);
    }

    public void Dispose() => _measurements.Dispose();

    [Fact]
    public void The_delta_is_the_balancers_time_to_the_headers_minus_the_gateways()
    {
        Balancer(200, total: 500, headers: 340, new GatewaysWord("orders", 200, TimeSpan.FromMilliseconds(40)));
        Assert.Equal(0.5, _measurements.Measured("gateway.lb.duration{route=orders}"));
        Assert.Equal(0.3, _measurements.Measured("gateway.lb.delta{route=orders}"));
        Assert.Empty(_measurements.Series(Disagreements));
    }

    [Fact]
    public void What_rounding_makes_negative_is_none()
    {
        Balancer(200, total: 5, headers: 3, new GatewaysWord("orders", 200, TimeSpan.FromMilliseconds(3.4)));
        Assert.Equal(0, _measurements.Measured("gateway.lb.delta{route=orders}"));
    }

    [Fact]
    public void An_answer_that_stays_open_counts_to_its_headers()
    {
        Balancer(200, total: 3_600_000, headers: 20, new GatewaysWord("events", 200, TimeSpan.FromMilliseconds(10), IsStream: true));
        Assert.Equal(0.02, _measurements.Measured("gateway.lb.duration{route=events}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_balancer_that_gave_up_is_compared_with_the_access_log_whichever_line_comes_first(bool balancerFirst)
    {
        if (balancerFirst) Balancer(504);
        Gateway(499);
        if (!balancerFirst) Balancer(504);
        Assert.Equal(["{app_code=499,lb_code=504}"], _measurements.Series(Disagreements));
        Assert.Equal(1, _measurements.Measured("gateway.lb.duration{route=orders}"));
        Assert.Null(_measurements.Measured("gateway.lb.delta{route=orders}"));
    }

    [Fact]
    public void A_gateway_that_says_nothing_for_so_long_said_nothing()
    {
        Balancer(504);
        _time.Advance(Patience - TimeSpan.FromMilliseconds(1));
        _comparison.GiveUp();
        Assert.Empty(_measurements.Series(Disagreements));

        _time.Advance(TimeSpan.FromMilliseconds(1));
        _comparison.GiveUp();
        Gateway(499);
        Assert.Equal(["{app_code=none,lb_code=504}"], _measurements.Series(Disagreements));
        Assert.Equal(1, _measurements.Of($"{Disagreements}{{app_code=none,lb_code=504}}"));
    }

    [Fact]
    public void Where_no_gateway_was_tried_nothing_is_waited_for()
    {
        Balancer(503, reachedGateway: false);
        Assert.Equal(["{app_code=none,lb_code=503}"], _measurements.Series(Disagreements));
    }

    [Fact]
    public void Where_no_access_log_is_read_nothing_is_waited_for()
    {
        var without = new Comparison(TimeSpan.Zero, _metrics, _routes, _time);
        without.Take(new LogLine.OfBalancer(new BalancerRequest("a", 504, TimeSpan.FromSeconds(1), null, null, ReachedGateway: true)));
        Assert.Equal(["{app_code=none,lb_code=504}"], _measurements.Series(Disagreements));
    }

    [Fact]
    public void A_client_that_left_is_no_disagreement_unless_the_gateway_says_so()
    {
        Balancer(499, reachedGateway: false);
        Balancer(499);
        Gateway(499);
        Assert.Empty(_measurements.Series(Disagreements));
        Gateway(200);
        Balancer(499);
        Assert.Equal(["{app_code=200,lb_code=499}"], _measurements.Series(Disagreements));
    }

    [Fact]
    public void Codes_nobody_knows_share_a_name()
    {
        foreach (var code in new[] { 99, 600, 1234 }) Balancer(code, reachedGateway: false);
        Balancer(null, reachedGateway: false, word: new GatewaysWord("orders", 200, null));
        Assert.Equal(["{app_code=200,lb_code=none}", "{app_code=none,lb_code=other}"], _measurements.Series(Disagreements));
    }

    [Fact]
    public void Routes_are_never_more_than_a_thousand_and_never_long()
    {
        for (var route = 0; route < 1200; route++) Balancer(200, word: new GatewaysWord(route.ToString(CultureInfo.InvariantCulture), 200, null));
        Balancer(200, word: new GatewaysWord(new string('x', 201), 200, null));
        var figures = _routes.Look();
        Assert.Equal(1001, figures.Count);
        Assert.Equal(201, Assert.Single(figures, route => route.Route == "_OTHER").Requests);
    }

    [Fact]
    public void Memory_is_bounded_and_whoever_is_pushed_out_is_counted_with_what_is_known()
    {
        for (var request = 0; request < 20_100; request++) Balancer(504, id: $"r{request}");
        Assert.Equal(100, _measurements.Of($"{Disagreements}{{app_code=none,lb_code=504}}"));
        Gateway(499, id: "r0");
        Gateway(499, id: "r100");
        Assert.Equal(1, _measurements.Of($"{Disagreements}{{app_code=499,lb_code=504}}"));
    }

    [Fact]
    public void The_last_minute_shows_what_was_seen_and_forgets_it()
    {
        for (var request = 0; request < 100; request++)
        {
            Balancer(200, total: 100, headers: 60, new GatewaysWord("orders", request == 0 ? 500 : 200, TimeSpan.FromMilliseconds(20)));
        }

        var figures = Assert.Single(_routes.Look());
        Assert.Equal(("orders", 100, 1), (figures.Route, figures.Requests, figures.Disagreements));
        Assert.InRange(figures.LbP50, 92, 108);
        Assert.InRange(figures.DeltaP99, 37, 43);

        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(0, Assert.Single(_routes.Look()).Requests);
    }

    private void Balancer(int? code, int total, int? headers, GatewaysWord? word) => _comparison.Take(new LogLine.OfBalancer(
        new BalancerRequest("a", code, TimeSpan.FromMilliseconds(total), headers is { } known ? TimeSpan.FromMilliseconds(known) : null, word, ReachedGateway: true)));

    private void Balancer(int? code, string id = "a", bool reachedGateway = true, GatewaysWord? word = null) =>
        _comparison.Take(new LogLine.OfBalancer(new BalancerRequest(id, code, TimeSpan.FromSeconds(1), null, word, reachedGateway)));

    private void Gateway(int code, string id = "a") => _comparison.Take(new LogLine.OfGateway(id, new GatewaysWord("orders", code, ToHeaders: null)));
}
