using Xunit;

namespace Gateway.Tests.Signals.Slo;

/// <summary>When failed requests wake somebody. promtool runs the rules as <c>gateway alert-rules</c> prints them.</summary>
public sealed class ErrorAlertTests
{
    [Fact]
    public Task A_burst_of_failures_pages_for_its_route_and_no_other() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "ok", "0+95x60").Requests("orders", "failed", "0x50 5+5x10")
        .Requests("stock", "ok", "0+100x60")
        // 55 of 5,700 in the hour are 0.96 percent: ten times the budget, not yet 14.4 times.
        .FiresAsync("1h", "page orders 6h GatewayRouteFails", "ticket orders 1d GatewayRouteFails", "ticket orders 3d GatewayRouteFails");

    [Fact]
    public Task Steady_failures_of_fourteen_times_the_budget_page_by_the_hour() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "ok", "0+98x60").Requests("orders", "timed_out", "0+1x60").Requests("orders", "shed", "0+1x60")
        .FiresAsync(
            "1h", "page orders 1h GatewayRouteFails", "page orders 6h GatewayRouteFails",
            "ticket orders 1d GatewayRouteFails", "ticket orders 3d GatewayRouteFails");

    [Fact]
    public Task Failures_within_the_budget_tell_nobody() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "ok", "0+2000x1500").Requests("orders", "failed", "0+1x1500")
        .EvaluatedEvery("5m").FiresAsync("1d");

    [Fact]
    public Task Four_times_the_budget_is_a_ticket_and_no_page() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "ok", "0+996x1500").Requests("orders", "failed", "0+4x1500")
        .EvaluatedEvery("5m").FiresAsync("1d", "ticket orders 1d GatewayRouteFails", "ticket orders 3d GatewayRouteFails");

    [Fact]
    public Task Twice_the_budget_is_a_ticket_after_three_days() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "ok", "0+998x4400").Requests("orders", "failed", "0+2x4400")
        .EvaluatedEvery("5m").FiresAsync("73h", "ticket orders 3d GatewayRouteFails");

    [Fact]
    public Task A_burst_that_is_over_pages_no_more() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "ok", "0+80x10 800+100x50").Requests("orders", "failed", "0+20x10 200x50")
        // The short windows are clean again; the ticket's short window of two hours is not.
        .FiresAsync("55m", "ticket orders 1d GatewayRouteFails", "ticket orders 3d GatewayRouteFails");

    [Fact]
    public Task A_counter_that_starts_again_is_no_burst() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "ok", "0+3000x20 0+3000x20 0+3000x20").Requests("orders", "failed", "0+1x20 0+1x20 0+1x20")
        .FiresAsync("1h");

    [Fact]
    public Task Failures_are_counted_on_over_a_restart() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "ok", "0+95x30 0+95x30").Requests("orders", "failed", "0+5x30 0+5x30")
        .HoldsAsync("61m", "route_slo:gateway_bad_requests:ratio1h{slo=\"availability\"} > 0.049 < 0.051", (Ratio, 0.05));

    [Fact]
    public Task One_failure_of_three_wakes_nobody() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "ok", "0 1x30 2x30").Requests("orders", "failed", "0x10 1x50")
        .FiresAsync("30m");

    [Fact]
    public Task A_quiet_route_that_fails_every_time_pages_after_ten_failures() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "failed", "0+1x30")
        .FiresAsync("20m", "page orders 1h GatewayRouteFails", "page orders 6h GatewayRouteFails", "ticket orders 1d GatewayRouteFails", "ticket orders 3d GatewayRouteFails");

    [Fact]
    public Task What_clients_do_wrong_or_give_up_is_nobodys_failure() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "ok", "0+10x60").Requests("orders", "refused", "0+500x60").Requests("orders", "client_aborted", "0+500x60")
        .FiresAsync("1h");

    [Fact]
    public Task Refusals_do_not_hide_failures() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "ok", "0+50x60").Requests("orders", "failed", "0+50x60").Requests("orders", "refused", "0+9000x60")
        .HoldsAsync("1h", "route_slo:gateway_bad_requests:ratio1h{slo=\"availability\"}", (Ratio, 0.5));

    [Fact]
    public Task Checks_are_in_no_objective() => RulesUnderTest.OfTwoRoutes()
        .Requests("synthetic", "failed", "0+100x60").Requests("orders", "ok", "0+10x60")
        .FiresAsync("1h");

    [Fact]
    public Task No_data_fires_nothing() => RulesUnderTest.OfTwoRoutes().FiresAsync("1h");

    [Fact]
    public Task Replicas_that_are_gone_fire_nothing() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "ok", "0+50x20 _x100").Requests("orders", "failed", "0+50x20 stale _x100")
        .FiresAsync("2h", "ticket orders 1d GatewayRouteFails", "ticket orders 3d GatewayRouteFails");

    [Fact]
    public Task Replicas_are_added_up() => RulesUnderTest.OfTwoRoutes()
        .Requests("orders", "ok", "0+100x60").Requests("orders", "ok", "0+80x60", "b").Requests("orders", "failed", "0+20x60", "b")
        .HoldsAsync("1h", "route_slo:gateway_bad_requests:ratio1h{slo=\"availability\"}", (Ratio, 0.1));

    [Fact]
    public Task Where_users_sign_in_is_watched_like_a_route() => RulesUnderTest.OfTwoRoutes()
        .Requests("bff/login", "failed", "0+5x10").Requests("orders", "ok", "0+100x10")
        .FiresAsync(
            "10m", "page bff/login 1h GatewayRouteFails", "page bff/login 6h GatewayRouteFails",
            "ticket bff/login 1d GatewayRouteFails", "ticket bff/login 3d GatewayRouteFails");

    [Fact]
    public Task The_budget_says_what_is_left_of_thirty_days() => RulesUnderTest.OfTwoRoutes()
        // Every 4,000th fails: a quarter of the budget is used.
        .Requests("orders", "ok", "0+3999x120").Requests("orders", "failed", "0+1x120")
        .HoldsAsync(
            "2h", "round(route_slo:gateway_error_budget_remaining:ratio30d{slo=\"availability\"}, 0.001)",
            ("{route=\"orders\",slo=\"availability\"}", 0.75));

    private const string Ratio = "route_slo:gateway_bad_requests:ratio1h{route=\"orders\",slo=\"availability\"}";
}
