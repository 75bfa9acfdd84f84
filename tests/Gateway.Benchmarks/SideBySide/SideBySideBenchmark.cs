using Gateway.Benchmarks.Contestants;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Reports;
using Gateway.Benchmarks.Surroundings;

namespace Gateway.Benchmarks.SideBySide;

/// <summary>
/// What being authenticated costs (issue 5): the gateway beside what a user would run instead, over one backend, one Redis and one provider,
/// every one a process of its own, loaded in turn.
/// </summary>
internal static class SideBySideBenchmark
{
    /// <returns>The exit code: 1 when a line is not met. A quick run is too noisy to fail anybody.</returns>
    public static async Task<int> RunAsync(bool quick, int? rounds, CancellationToken stop)
    {
        var length = quick ? SideBySideLength.Quick : SideBySideLength.Full;
        if (rounds is not null) length = length with { Rounds = rounds.Value };
        var runtime = RuntimeSettings.Shared();
        var startedAt = TimeProvider.System.GetTimestamp();
        await using var field = await Field.StartAsync(length.Processes);
        await using var redis = await RedisFigures.ConnectAsync(field.World.Redis);
        await SayAsync("all started, signed in, and each user's token seen at the backend");

        var loads = new SideBySideRounds(field, new Meter(field.World.Backend, redis), length);
        await loads.WarmUpAsync(stop);
        await SayAsync("warm");
        var others = new TimeOfOthers();
        for (var round = 0; round < length.Rounds; round++)
        {
            await loads.RunAsync(round, stop);
            await SayAsync($"round {round + 1} of {length.Rounds}");
        }

        var report = SideBySideReport.Of(length, runtime, others.Percent, field.Entries, loads.Saturated, loads.Paced);
        var met = Verdict.On(report.Rows);
        await ReportFiles.WriteAsync("benchmark-side-by-side", new { report, met, loads.Saturated, loads.Paced }, report.ToMarkdown() + Environment.NewLine + Verdict.ToMarkdown(met));
        return quick || met.All(verdict => verdict.IsMet || verdict.IsStretch) ? 0 : 1;

        Task SayAsync(string what) => Console.Error.WriteLineAsync($"{TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds:F0} s: {what}");
    }
}
