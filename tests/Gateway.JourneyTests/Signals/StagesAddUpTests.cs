using System.Text.Json;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Signals;

/// <summary>
/// The stages of every single request add up to its duration within 1 % or 50 µs: 10,000 requests of every kind a gateway meets, read from the
/// access log, which is written from the same account as the metrics.
/// </summary>
[Collection(SlowWorld.Name)]
public sealed class StagesAddUpTests(SlowWorld world)
{
    private const int Requests = 10_000;
    private const int AtATime = 24;
    private const int Kinds = 14;
    private const int Leaving = 13;

    [Fact]
    public async Task For_each_of_ten_thousand_requests()
    {
        var alice = await SignedInUser.SignInAsync(world.World, "alice");
        var token = await world.NewTokenAsync();
        var before = (await LinesAsync()).Count;
        var metricsBefore = await Exposition.OfAsync(world.Gateway);

        var kinds = Enumerable.Range(0, Requests).Select(number => (Kind: number % Kinds, Size: number * 7919 % 200_000, Wait: number / Kinds % 4));
        await Parallel.ForEachAsync(kinds, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (kind, _) => await SendAsync(kind, alice.CookieHeader, token));

        // More than were sent: HAProxy sends some again whose connection broke.
        var lines = new List<JsonElement>();
        var metrics = metricsBefore;
        await Eventually.HoldsAsync(
            async () =>
            {
                metrics = await Exposition.OfAsync(world.Gateway);
                lines = await LinesAsync();
                return lines.Count >= before + Requests && lines.Count - before == (int)Grown("gateway_requests_total");
            },
            TimeSpan.FromSeconds(20),
            () => $"all of {Requests} requests are logged and counted; {lines.Count - before} are logged and {Grown("gateway_requests_total")} counted");
        var worst = lines.Skip(before).Select(Gap).OrderByDescending(gap => gap.OverAllowed).First();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{lines.Count - before} requests; outcomes: {Counted(lines.Skip(before), "outcome")}; routes: {Counted(lines.Skip(before), "route")}; worst gap {worst.Milliseconds:F4} ms of {worst.Line}");
        Assert.True(worst.OverAllowed <= 1, $"{worst.Milliseconds} ms are missing: {worst.Line}");
        Assert.Equal(6, lines.Skip(before).Select(line => line.GetProperty("route").GetString()).Distinct().Count());
        Assert.Equal(4, lines.Skip(before).Select(line => line.GetProperty("outcome").GetString()).Distinct().Count());

        // The same for the sums Prometheus sees.
        var total = Grown("gateway_request_duration_seconds_sum");
        string[] stages = ["session", "authentication", "token_refresh", "upstream_connect", "upstream_wait", "upstream_body", "gateway"];
        var sum = stages.Sum(stage => Grown("gateway_request_stage_duration_seconds_sum", ("stage", stage)));
        Assert.InRange(sum / total, 0.9999, 1.0001);

        double Grown(string metric, params (string, string)[] labels) => metrics.Sum(metric, labels) - metricsBefore.Sum(metric, labels);
    }

    private async Task SendAsync((int Kind, int Size, int Wait) kind, string cookie, string token)
    {
        var (method, path) = kind.Kind switch
        {
            0 => (HttpMethod.Get, $"/slow/x?before={kind.Wait}"),
            1 => (HttpMethod.Get, $"/slow/x?body={kind.Wait}&bytes={kind.Size}"),
            2 => (HttpMethod.Post, "/slow/upload"),
            3 => (HttpMethod.Get, "/gone/x"),
            4 => (HttpMethod.Get, "/slow/x?status=404"),
            5 => (HttpMethod.Get, "/slow/x?status=503"),
            6 => (HttpMethod.Get, $"/slow/x?break=1&body={kind.Wait}"),
            7 => (HttpMethod.Get, "/user/x"),
            8 => (HttpMethod.Get, "/user/x?without"),
            9 => (HttpMethod.Get, "/machine/x"),
            10 => (HttpMethod.Get, "/machine/x?without"),
            11 => (HttpMethod.Get, "/nowhere"),
            12 => (HttpMethod.Get, "/bff/user"),
            _ => (HttpMethod.Get, $"/slow/x?before={2_000}"),
        };
        // HAProxy waits for an answer whose client has left; the gateway itself sees one leave.
        using var request = new HttpRequestMessage(method, new Uri(kind.Kind == Leaving ? world.Gateway.Origin : world.World.Origin, path));
        if (method == HttpMethod.Post) request.Content = new ByteArrayContent(new byte[kind.Size]);
        try
        {
            using var patience = new CancellationTokenSource(kind.Kind == Leaving ? TimeSpan.FromMilliseconds(30) : TimeSpan.FromSeconds(20), TimeProvider.System);
            await world.SendAsync(
                request,
                patience.Token,
                kind.Kind is 7 or 12 ? ("Cookie", cookie) : kind.Kind == 9 ? ("Authorization", $"Bearer {token}") : ("Accept", "*/*"));
        }
        catch (Exception ended) when (ended is HttpRequestException or IOException or OperationCanceledException)
        {
            // Two of the kinds end so.
        }
    }

    private static (double Milliseconds, double OverAllowed, string Line) Gap(JsonElement line)
    {
        var duration = line.GetProperty("duration_ms").GetDouble();
        var stages = line.EnumerateObject()
            .Where(field => field.Name.EndsWith("_ms", StringComparison.Ordinal) && field.Name is not ("duration_ms" or "ingress_wait_ms" or "gc_pause_ms"))
            .Sum(field => field.Value.GetDouble());
        var gap = Math.Abs(duration - stages);
        return (gap, gap / Math.Max(0.050, duration * 0.01), line.ToString());
    }

    private static string Counted(IEnumerable<JsonElement> lines, string field) =>
        string.Join(", ", lines.CountBy(line => line.GetProperty(field).GetString()!).OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key} {count.Value}"));

    private async Task<List<JsonElement>> LinesAsync()
    {
        await using var log = new FileStream(world.AccessLog, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(log);
        var text = await reader.ReadToEndAsync();
        return [.. text.Split('\n').SkipLast(1).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
