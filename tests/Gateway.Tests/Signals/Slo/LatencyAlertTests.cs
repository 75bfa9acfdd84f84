using Xunit;

namespace Gateway.Tests.Signals.Slo;

/// <summary>When slow requests wake somebody.</summary>
public sealed class LatencyAlertTests
{
    private const string Ratio = "route_slo:gateway_bad_requests:ratio1h{route=\"orders\",slo=\"latency\"}";

    private static readonly string[] AllOfOrders =
    [
        "page orders 1h GatewayRouteSlow", "page orders 6h GatewayRouteSlow", "ticket orders 1d GatewayRouteSlow", "ticket orders 3d GatewayRouteSlow",
    ];

    [Fact]
    public Task Slow_requests_page_for_their_route_and_no_other() => RulesUnderTest.OfTwoRoutes()
        .Durations("orders", "ok", "0.3", within: "0+80x60", all: "0+100x60")
        .Durations("stock", "ok", "1", within: "0+100x60", all: "0+100x60")
        .FiresAsync("1h", AllOfOrders);

    [Fact]
    public Task Few_slow_requests_tell_nobody() => RulesUnderTest.OfTwoRoutes()
        .Durations("orders", "ok", "0.3", within: "0+199x60", all: "0+200x60")
        .FiresAsync("1h");

    [Fact]
    public Task One_slow_request_of_three_wakes_nobody() => RulesUnderTest.OfTwoRoutes()
        .Durations("orders", "ok", "0.3", within: "0 2x60", all: "0 2 3x60")
        .FiresAsync("30m");

    [Fact]
    public Task Failing_at_once_is_not_being_fast() => RulesUnderTest.OfTwoRoutes()
        .Durations("orders", "ok", "0.3", within: "0+5x60", all: "0+10x60")
        .Durations("orders", "failed", "0.3", within: "0+990x60", all: "0+990x60")
        .HoldsAsync("1h", "route_slo:gateway_bad_requests:ratio1h{slo=\"latency\"}", (Ratio, 0.5));

    [Fact]
    public Task Who_gave_up_after_the_threshold_was_served_slowly() => RulesUnderTest.OfTwoRoutes()
        .Durations("orders", "client_aborted", "0.3", within: "0+0x60", all: "0+10x60")
        .FiresAsync("1h", AllOfOrders);

    [Fact]
    public Task Who_gave_up_before_it_says_nothing() => RulesUnderTest.OfTwoRoutes()
        .Durations("orders", "ok", "0.3", within: "0+50x60", all: "0+50x60")
        .Durations("orders", "client_aborted", "0.3", within: "0+950x60", all: "0+1000x60")
        .HoldsAsync("1h", "route_slo:gateway_bad_requests:ratio1h{slo=\"latency\"}", (Ratio, 0.5));

    [Fact]
    public Task A_replica_without_the_threshold_s_bucket_makes_nothing_slow() => RulesUnderTest.OfTwoRoutes()
        .Durations("orders", "ok", "0.3", within: "0+100x60", all: "0+100x60")
        .Durations("orders", "ok", "0.25", within: "0+100x60", all: "0+100x60", replica: "started-before")
        .FiresAsync("1h");

    // The older text format prints a second as 1, OpenMetrics as 1.0.
    [Theory]
    [InlineData("1")]
    [InlineData("1.0")]
    public Task A_threshold_of_whole_seconds_is_found_in_both_formats(string le) => RulesUnderTest.OfTwoRoutes()
        .Durations("stock", "ok", le, within: "0+50x60", all: "0+100x60")
        .FiresAsync(
            "1h", "page stock 1h GatewayRouteSlow", "page stock 6h GatewayRouteSlow", "ticket stock 1d GatewayRouteSlow", "ticket stock 3d GatewayRouteSlow");

    [Fact]
    public Task A_change_of_format_within_the_window_breaks_no_rule() => RulesUnderTest.OfTwoRoutes()
        .Durations("stock", "ok", "1", within: "0+50x30 _x31", all: "0+100x60")
        .Series("gateway_request_duration_seconds_bucket{instance=\"a\",otel_scope_name=\"Gateway\",route=\"stock\",outcome=\"ok\",le=\"1.0\"}", "_x31 1550+50x29")
        .HoldsAsync("1h", "count(route_slo:gateway_bad_requests:ratio1h{slo=\"latency\"})", ("{}", 1));

    [Fact]
    public Task Histograms_that_start_again_are_counted_on() => RulesUnderTest.OfTwoRoutes()
        .Durations("orders", "ok", "0.3", within: "0+50x30 0+50x30", all: "0+100x30 0+100x30")
        .HoldsAsync("61m", "round(route_slo:gateway_bad_requests:ratio1h{slo=\"latency\"}, 0.01)", ("{route=\"orders\",slo=\"latency\"}", 0.5));
}
