using System.Text.Json;
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
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <returns>The exit code: 1 when the line is not met. A quick run is too noisy to fail anybody.</returns>
    public static async Task<int> RunAsync(bool quick, CancellationToken stop)
    {
        var (rounds, load, warmUp) = quick ? (2, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)) : (6, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(10));
        await using var world = await BenchmarkWorld.StartAsync([Enabled(true), Enabled(false), Enabled(true), Enabled(false)]);
        var cookie = await world.SignInAsync();
        Subject[] subjects =
        [
            .. world.Gateways.Select((gateway, number) => new Subject("anonymous", SignalsOf(number), number, gateway, BenchmarkWorld.AnonymousPath, null)),
            .. world.Gateways.Select((gateway, number) => new Subject("session from memory", SignalsOf(number), number, gateway, BenchmarkWorld.SessionPath, cookie)),
        ];

        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var scraping = Task.WhenAll(world.Gateways.Where((_, number) => SignalsOf(number) == On).Select(gateway => ScrapeAsync(gateway, done.Token)));
        foreach (var subject in subjects) await subject.MeasureAsync(warmUp);
        var samples = new List<Sample>();
        for (var round = 0; round < rounds; round++)
        {
            // Each comes first as often as the other.
            foreach (var subject in round % 2 == 0 ? subjects : [.. subjects.Reverse()])
            {
                stop.ThrowIfCancellationRequested();
                samples.Add(await subject.MeasureAsync(load) with { Round = round });
            }

            await Console.Error.WriteLineAsync($"round {round + 1} of {rounds}");
        }

        await done.CancelAsync();
        await scraping;
        return await ReportAsync(samples, rounds, load, quick);
    }

    private static string SignalsOf(int number) => number % 2 == 0 ? On : Off;

    private static Dictionary<string, string> Enabled(bool enabled) => new() { ["Gateway:Signals:Enabled"] = enabled ? "true" : "false" };

    private static async Task<int> ReportAsync(List<Sample> samples, int rounds, TimeSpan load, bool quick)
    {
        var costs = samples.GroupBy(sample => (sample.Route, sample.Signals)).Select(group => new CostOfRoute(
            group.Key.Route,
            group.Key.Signals,
            Spread.Of(group.Select(sample => sample.MicrosecondsPerRequest)),
            Spread.Of(group.Select(sample => sample.Load.PerSecond)),
            Spread.Of(group.Select(sample => sample.Load.P50)),
            Spread.Of(group.Select(sample => sample.Load.P99))));
        var ratios = samples.GroupBy(sample => sample.Route).Select(route => new Ratio(
            route.Key,
            Spread.Of(route.GroupBy(sample => sample.Round).Select(round => CostOf(round, On) / CostOf(round, Off))),
            Spread.Of(route.Where(sample => sample.Signals == Off).GroupBy(sample => sample.Round).Select(round => round.MaxBy(sample => sample.Number)!.MicrosecondsPerRequest / round.MinBy(sample => sample.Number)!.MicrosecondsPerRequest))));
        var report = new SignalsReport(rounds, load.TotalSeconds, [.. costs], [.. ratios]);

        var path = Path.Combine(Directory.CreateDirectory(BuildFacts.Artifacts).FullName, "benchmark-signals.json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(report, Indented));
        Console.WriteLine(report.ToMarkdown());
        Console.WriteLine($"As JSON: {path}");
        return report.IsMet || quick ? 0 : 1;

        static double CostOf(IEnumerable<Sample> round, string signals) => round.Where(sample => sample.Signals == signals).Average(sample => sample.MicrosecondsPerRequest);
    }

    private static async Task ScrapeAsync(GatewayProcess gateway, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            if (!await gateway.AnswersAsync("/metrics")) throw new HttpRequestException("The gateway's /metrics does not answer.");
            await Task.Delay(ScrapeEvery, TimeProvider.System, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed record Sample(string Route, string Signals, int Number, int Round, WrkReport Load, double MicrosecondsPerRequest);

    private sealed record Subject(string Route, string Signals, int Number, GatewayProcess Gateway, string Path, string? Cookie)
    {
        public async Task<Sample> MeasureAsync(TimeSpan duration)
        {
            var before = ProcessorTime.Of(Gateway.ProcessId);
            var load = await Wrk.RunAsync(Gateway.TrafficPort, Path, Cookie, duration);
            var spent = ProcessorTime.Of(Gateway.ProcessId) - before;
            return new Sample(Route, Signals, Number, 0, load, spent.TotalMicroseconds / load.Requests);
        }
    }
}
