using System.Text.RegularExpressions;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Signals;

/// <summary>Where OpenTelemetry's variables name a collector it gets metrics and traces, and the metrics name their traces; nobody gets a secret.</summary>
[Collection(MeasuringJourneys.Name)]
public sealed partial class CollectorTests
{
    private const string Canary = "c4n4ry-in-the-query";

    [Fact]
    public async Task A_collector_gets_metrics_and_traces_and_no_secret()
    {
        await using var collector = await Collector.StartAsync();
        await using var world = await World.StartAsync(new WorldOptions { Gateways = 1, Environment = collector.Environment });
        var alice = await SignedInUser.SignInAsync(world, "alice");
        var answer = await alice.CallAsync(HttpMethod.Get, $"/api/echo?code={Canary}");
        Assert.DoesNotContain("error", answer.Body, StringComparison.OrdinalIgnoreCase);

        await Eventually.HoldsAsync(
            () => Task.FromResult(
                collector.Metrics.Contains("gateway.request.stage.duration", StringComparison.Ordinal)
                && collector.Metrics.Contains("gateway.sessions.started", StringComparison.Ordinal)
                && collector.Traces.Contains("GET api", StringComparison.Ordinal)
                && collector.Traces.Contains("gateway.stage.upstream_wait", StringComparison.Ordinal)
                && collector.Traces.Contains("System.Net.Http", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(15),
            () => $"metrics and traces reach the collector; it has {collector.Metrics.Length} and {collector.Traces.Length} bytes of them");

        Assert.DoesNotContain("HttpRequestIn", collector.Traces, StringComparison.Ordinal);
        var text = await OpenMetricsAsync(world.Gateways[0]);
        var exemplar = Exemplar().Match(text);
        Assert.True(exemplar.Success, "A bucket of gateway.request.duration names a trace.");

        var sent = collector.Metrics + collector.Traces + text;
        var cookie = alice.CookieHeader.Split('=')[1];
        string[] secrets = [Canary, cookie, "demo-secret", "a-secret-for-one-test-run"];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, sent, StringComparison.Ordinal));
        // A token is a JWT here: its header begins like this.
        Assert.DoesNotContain("eyJ", sent, StringComparison.Ordinal);
    }

    private static async Task<string> OpenMetricsAsync(GatewayProcess gateway)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{gateway.OperationsPort}/metrics"));
        request.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text; version=1.0.0");
        using var answer = await http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("""^gateway_request_duration_seconds_bucket\{.*route="api".*\} \d+ # \{.*trace_id="[0-9a-f]{32}".*\}""", RegexOptions.Multiline)]
    private static partial Regex Exemplar();
}
