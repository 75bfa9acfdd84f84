using Gateway.Benchmarks.Contestants;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Reports;
using Gateway.Benchmarks.Surroundings;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks;

/// <summary>
/// The gateway with all signals on, read every second as by an eager Prometheus, and with none, over the same backend, loaded in turn. Two
/// processes of each: what the JIT makes of one start is not what it makes of the next, and that luck is worth several percent. How far
/// two equal ones are apart is reported beside.
/// </summary>
internal static class SignalsBenchmark
{
    private const string On = "on";
    private const string Off = "off";

    private static readonly TimeSpan ScrapeEvery = TimeSpan.FromSeconds(1);

    /// <returns>The exit code: 1 when the line is not met. A quick run is too noisy to fail anybody.</returns>
    public static async Task<int> RunAsync(bool quick, CancellationToken stop)
    {
        var (rounds, load, warmUp) = quick ? (2, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)) : (6, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(10));
        await using var world = await BenchmarkWorld.StartAsync([Enabled(true), Enabled(false), Enabled(true), Enabled(false)]);
        await using var redis = await RedisFigures.ConnectAsync(world.Redis);
        var meter = new Meter(world.Backend, redis);
        var strangers = world.WriteCallers("strangers", []);
        var alice = world.WriteCallers("alice", [$"Cookie: {await world.SignInAsync()}"]);
        Subject[] subjects =
        [
            .. world.Gateways.Select((gateway, number) => Subject.Of("anonymous", number, gateway, BenchmarkWorld.AnonymousPath, strangers)),
            .. world.Gateways.Select((gateway, number) => Subject.Of("session from memory", number, gateway, BenchmarkWorld.SessionPath, alice)),
        ];

        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var scraping = Task.WhenAll(world.Gateways.Where((_, number) => SignalsOf(number) == On).Select(gateway => ScrapeAsync(gateway, done.Token)));
        foreach (var subject in subjects) await MeasureAsync(subject, 0, warmUp);
        var samples = new List<Measured>();
        for (var round = 0; round < rounds; round++)
        {
            // Each comes first as often as the other.
            foreach (var subject in round % 2 == 0 ? subjects : [.. subjects.Reverse()])
            {
                stop.ThrowIfCancellationRequested();
                samples.Add(await MeasureAsync(subject, round, load));
            }

            await Console.Error.WriteLineAsync($"round {round + 1} of {rounds}");
        }

        await done.CancelAsync();
        await scraping;
        return await ReportAsync(samples, rounds, load, quick);

        async Task<Measured> MeasureAsync(Subject subject, int round, TimeSpan duration) =>
            new(subject, await meter.MeasureAsync(subject.Contestant, round, target => Wrk.RunAsync(target, duration)));
    }

    private static string SignalsOf(int number) => number % 2 == 0 ? On : Off;

    private static Dictionary<string, string> Enabled(bool enabled) => new() { ["Gateway:Signals:Enabled"] = enabled ? "true" : "false" };

    private static async Task<int> ReportAsync(List<Measured> samples, int rounds, TimeSpan load, bool quick)
    {
        var costs = samples.GroupBy(sample => (sample.Subject.Route, sample.Subject.Signals)).Select(group => new CostOfRoute(
            group.Key.Route,
            group.Key.Signals,
            Spread.Of(group.Select(one => one.Sample.Microseconds)),
            SpreadOfLoad.Of(group.Select(one => one.Sample.Load))));
        var ratios = samples.GroupBy(one => one.Subject.Route).Select(route => new Ratio(
            route.Key,
            Spread.Of(route.GroupBy(one => one.Sample.Round).Select(round => CostOf(round, On) / CostOf(round, Off))),
            Spread.Of(route.Where(one => one.Subject.Signals == Off).GroupBy(one => one.Sample.Round)
                .Select(round => round.MaxBy(one => one.Subject.Number)!.Sample.Microseconds / round.MinBy(one => one.Subject.Number)!.Sample.Microseconds))));
        var report = new SignalsReport(rounds, load.TotalSeconds, [.. costs], [.. ratios]);
        await ReportFiles.WriteAsync("benchmark-signals", report, report.ToMarkdown());
        return report.IsMet || quick ? 0 : 1;

        static double CostOf(IEnumerable<Measured> round, string signals) => round.Where(one => one.Subject.Signals == signals).Average(one => one.Sample.Microseconds);
    }

    private static async Task ScrapeAsync(GatewayProcess gateway, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            if (!await gateway.AnswersAsync("/metrics")) throw new HttpRequestException("The gateway's /metrics does not answer.");
            await Task.Delay(ScrapeEvery, TimeProvider.System, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed record Measured(Subject Subject, Sample Sample);

    private sealed record Subject(string Route, string Signals, int Number, Contestant Contestant)
    {
        public static Subject Of(string route, int number, GatewayProcess gateway, string path, string callers) =>
            new(route, SignalsOf(number), number, new Contestant(route, gateway.ProcessId, new LoadTarget(gateway.TrafficPort, path, callers)));
    }
}
