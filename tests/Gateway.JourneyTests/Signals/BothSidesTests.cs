using System.Net;
using Gateway.JourneyTests.Browsing;
using Gateway.JourneyTests.LivePage;
using Gateway.JourneyTests.Surroundings;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gateway.JourneyTests.Signals;

/// <summary>What the load balancer sees and the gateway cannot, by <c>gateway lb-observer</c> and a real HAProxy.</summary>
[Collection(ObservedWorld.Name)]
public sealed class BothSidesTests(ObservedWorld observed)
{
    private const string Route = "open";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task A_pause_before_the_request_was_read_is_no_latency_of_the_application_and_all_of_it_is_in_the_delta()
    {
        // The first requests compile code on either side.
        for (var count = 0; count < 5; count++) Assert.Equal(HttpStatusCode.OK, await AskAsync(observed.Haproxy.Port, "/open/warm"));
        await observed.Gateway.Faults!.PrepareCollectionAsync(Pause);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(observed.Haproxy.Port, "/open/warm"));
        await SettledAsync();
        var (observerBefore, gatewayBefore) = (await observed.Observer.MetricsAsync(), await Exposition.OfAsync(observed.Gateway));

        await using var pause = await observed.Gateway.Faults.CollectAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        var answering = AskAsync(observed.Haproxy.Port, "/open/paused");
        var report = await pause.EndAsync();
        Assert.Equal(HttpStatusCode.OK, await answering);
        await observed.Gateway.Faults.ReleaseAsync();
        Assert.InRange(report.Length, Pause * 0.7, ObservedWorld.HaproxyPatience);
        await SettledAsync();
        // What is read at /metrics may be as old as the exporter's cache, 300 ms.
        await Eventually.HoldsAsync(
            async () => Grown(gatewayBefore, await Exposition.OfAsync(observed.Gateway), "gateway_request_duration_seconds_count", ("route", Route)) >= 1,
            Soon, () => "the gateway has counted it");

        var line = observed.Haproxy.Lines.Last(line => line.Path == "/open/paused");
        var met = (report.Ended - DateTimeOffset.UnixEpoch).TotalSeconds - line.Start;
        Assert.InRange(met, report.Length.TotalSeconds * 0.5, report.Length.TotalSeconds);

        var (observerAfter, gatewayAfter) = (await observed.Observer.MetricsAsync(), await Exposition.OfAsync(observed.Gateway));
        var delta = Grown(observerBefore, observerAfter, "gateway_lb_delta_seconds_sum", ("route", Route));
        var latency = Grown(gatewayBefore, gatewayAfter, "gateway_request_duration_seconds_sum", ("route", Route));
        var ingress = Grown(gatewayBefore, gatewayAfter, "gateway_request_stage_duration_seconds_sum", ("route", Route), ("stage", "ingress_wait"));
        TestContext.Current.SendDiagnosticMessage($"paused {report.Length.TotalSeconds:0.0000} s, of which the request met {met:0.0000}; delta {delta:0.0000}, ingress_wait {ingress:0.0000}, application {latency:0.0000}");

        Assert.Equal(1, Grown(observerBefore, observerAfter, "gateway_lb_delta_seconds_count", ("route", Route)));
        Assert.InRange(delta, met * 0.9, met * 1.1);
        Assert.InRange(ingress, met * 0.9, met * 1.1);
        Assert.InRange(latency, 0, met * 0.1);

        var figures = Assert.Single(await observed.Observer.RoutesAsync(), route => route.Route == Route);
        Assert.InRange(figures.DeltaP99 / 1000, met * 0.8, met * 1.2);
        await ShowsBothSidesAsync(met);
    }

    [Fact]
    public async Task A_balancer_that_gives_up_before_the_gateway_answers_disagrees_with_it()
    {
        var before = await observed.Observer.MetricsAsync();
        Assert.Equal(HttpStatusCode.GatewayTimeout, await AskAsync(observed.Haproxy.Port, "/slow?ms=20000"));
        await DisagreeAsync(before, "504", "499");

        using var http = new HttpClient();
        await Eventually.HoldsAsync(
            async () => (await http.GetStringAsync(PageOf("slow"))).Contains("requests got another code from the balancer", StringComparison.Ordinal),
            Soon, () => "the route's page says that they disagree");
    }

    [Fact]
    public async Task A_stopped_gateway_says_nothing_and_that_shows()
    {
        Assert.Equal(0, await observed.Gateway.TerminateAsync());
        await observed.Haproxy.SeesAsync(1, "DOWN");
        var before = await observed.Observer.MetricsAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(observed.Haproxy.Port, "/open/stopped"));
        await DisagreeAsync(before, "503", "none");

        await observed.Gateway.StartAsync();
        await observed.Haproxy.SeesAsync(1, "UP");
    }

    [Fact]
    public async Task Requests_both_sides_saw_alike_are_no_disagreement()
    {
        await SettledAsync();
        var before = await observed.Observer.MetricsAsync();
        foreach (var code in new[] { 200, 404, 418, 500 }) Assert.Equal(code, (int)await AskAsync(observed.Haproxy.Port, $"/status/{code}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(observed.Haproxy.Port, "/api/hello"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await AskAsync(observed.Haproxy.Port, "/open/hello", host: "elsewhere.example"));
        await SettledAsync();

        var after = await observed.Observer.MetricsAsync();
        Assert.Equal(0, Grown(before, after, "gateway_lb_disagreements_total"));
        Assert.Equal(4, Grown(before, after, "gateway_lb_duration_seconds_count", ("route", "status")));
        Assert.Equal(1, Grown(before, after, "gateway_lb_duration_seconds_count", ("route", "api")));
        Assert.Equal(1, Grown(before, after, "gateway_lb_duration_seconds_count", ("route", "unmatched")));
    }

    [Fact]
    public async Task Lines_of_nginx_mean_the_same()
    {
        await using var nginx = new NginxServer();
        await nginx.StartAsync((observed.Gateway.TrafficPort, observed.Gateway.TrafficPort), observed.Observer.Syslog);
        await SettledAsync();
        var before = await observed.Observer.MetricsAsync();
        Assert.Equal(HttpStatusCode.OK, await AskAsync(nginx.Port, "/slow?ms=200"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(nginx.Port, "/api/hello"));
        await Eventually.HoldsAsync(
            async () => Grown(before, await observed.Observer.MetricsAsync(), "gateway_lb_delta_seconds_count") >= 2,
            Soon, () => $"the observer has nginx's lines. nginx said:\n{nginx.Output}");

        var after = await observed.Observer.MetricsAsync();
        Assert.InRange(Grown(before, after, "gateway_lb_duration_seconds_sum", ("route", "slow")), 0.2, 0.4);
        Assert.InRange(Grown(before, after, "gateway_lb_delta_seconds_sum", ("route", "slow")), 0, 0.05);
        Assert.Equal(0, Grown(before, after, "gateway_lb_disagreements_total"));
        Assert.Equal(0, Grown(before, after, "gateway_lb_lines_total", ("result", "malformed")));
    }

    /// <summary>The route's page, asked by a browser: the balancer's figures, the application's, and what lies between them.</summary>
    private async Task ShowsBothSidesAsync(double met)
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(PageOf(Route));
        // The first look asks the observer, a later one shows what it said.
        await Expect(page.Locator("table.balancer tbody tr")).ToHaveCountAsync(3, new() { Timeout = (float)Soon.TotalMilliseconds });
        var seen = await ShownFigures.OfBothSidesAsync(page);
        Assert.InRange(seen["Delta, request by request"].P99.Value, met * 0.8, met * 1.2);
        Assert.InRange(seen["Load balancer"].P99.Value, met * 0.8, met * 1.5);
        Assert.InRange(seen["Load balancer"].P50.Value, 0, met * 0.5);
        Assert.InRange(seen["Application"].P50.Value, 0, met * 0.5);
    }

    private Uri PageOf(string route) => new($"http://127.0.0.1:{observed.Gateway.OperationsPort}/routes/{route}");

    private static double Grown(Exposition before, Exposition after, string metric, params (string Name, string Value)[] labels) =>
        after.Sum(metric, labels) - before.Sum(metric, labels);

    private static async Task<HttpStatusCode> AskAsync(int port, string path, string? host = null)
    {
        // A connection each: no other request's can be in the way.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://localhost:{port}{path}"));
        request.Headers.Host = host;
        using var answer = await http.SendAsync(request);
        Assert.False(answer.Headers.Contains("Server-Timing"));
        return answer.StatusCode;
    }

    private Task DisagreeAsync(Exposition before, string balancer, string application) => Eventually.HoldsAsync(
        async () => Grown(before, await observed.Observer.MetricsAsync(), "gateway_lb_disagreements_total", ("lb_code", balancer), ("app_code", application)) >= 1,
        Soon,
        () => $"{balancer} at the balancer and {application} at the gateway are counted. The observer said:\n{observed.Observer.Output}\nand the gateway:\n{observed.Gateway.Output}");

    /// <summary>Every line HAProxy has written is counted.</summary>
    private async Task SettledAsync() => await Eventually.HoldsAsync(
        async () => (await observed.Observer.MetricsAsync()).Sum("gateway_lb_duration_seconds_count") >= observed.Haproxy.Lines.Count,
        Soon,
        () => "the observer has HAProxy's lines");
}
