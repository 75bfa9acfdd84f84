using System.Runtime.InteropServices;
using System.Text;
using Gateway.Benchmarks.Contestants;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.SideBySide;

namespace Gateway.Benchmarks.Reports;

/// <summary>The comparison.</summary>
/// <param name="Length">How much was measured.</param>
/// <param name="Runtime">What every .NET entry is built with.</param>
/// <param name="OthersPercent">Of the processors, not ours, while it was measured.</param>
/// <param name="Rows">What was measured.</param>
/// <param name="Missing">What was not, and what helps.</param>
internal sealed record SideBySideReport(SideBySideLength Length, string Runtime, double OthersPercent, IReadOnlyList<SideBySideRow> Rows, IReadOnlyList<string> Missing)
{
    // With two fifths two measurements of one process differed by a factor of two; alone on the machine, by a quarter at most.
    private const double MostOfOthers = 3;

    public static SideBySideReport Of(
        SideBySideLength length, string runtime, double othersPercent, IReadOnlyList<Entry> entries, IReadOnlyList<Saturated> saturated, IReadOnlyList<Sample> paced)
    {
        return new SideBySideReport(
            length,
            runtime,
            othersPercent,
            [.. entries.Where(entry => entry.Processes.Count > 0).Select(Row)],
            [.. entries.Where(entry => entry.Missing is not null).Select(entry => $"{entry.Name}: {entry.Missing}")]);

        SideBySideRow Row(Entry entry)
        {
            Saturated[] full = [.. saturated.Where(one => one.Sample.Contestant == entry.Name)];
            Sample[] steady = [.. paced.Where(one => one.Contestant == entry.Name)];
            double[] allocated = [.. full.Select(one => one.Sample.AllocatedBytes).OfType<double>()];
            return new SideBySideRow(
                entry.Name,
                Spread.Of(full.Select(one => one.Sample.Microseconds)),
                Spread.Of(full.GroupBy(one => (one.Sample.Round, one.Place)).Select(equal => equal.Average(one => one.Sample.Microseconds / one.YarpMicroseconds))),
                Spread.Of(full.Select(one => one.Sample.Microseconds / one.NginxMicroseconds)),
                allocated.Length == 0 ? null : Spread.Of(allocated),
                Spread.Of(full.Select(one => one.Sample.RedisCommands)),
                Spread.Of(steady.Select(one => one.RedisReads)),
                Spread.Of(full.Select(one => one.Sample.RedisMicroseconds)),
                SpreadOfLoad.Of(full.Select(one => one.Sample.Load)),
                Spread.Of(steady.Select(one => one.Microseconds)),
                SpreadOfLoad.Of(steady.Select(one => one.Load)),
                entry.Processes.Max(process => PeakMemory.MegabytesOf(process.ProcessId)));
        }
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder()
            .AppendLine("| at saturation | CPU µs/request | × plain YARP | × nginx | allocated B/request | Redis commands/request | Redis round trips/request | Redis CPU µs/request | peak memory MB |")
            .AppendLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var row in Rows)
            text.AppendLine($"| {row.Name} | {row.Microseconds.ToString("F1")} | {row.ToYarp.ToString("F2")} | {row.ToNginx.ToString("F2")} | {row.AllocatedBytes?.ToString("F0") ?? "–"} | {row.RedisCommands.ToString("F2")} | {row.RoundTrips.ToString("F2")} | {row.RedisMicroseconds.ToString("F1")} | {row.PeakMegabytes:F0} |");
        text.AppendLine()
            .AppendLine($"| what clients see | requests/s | p50 ms | p99 ms | at {SideBySideLength.Rate}/s: p50 ms | p99 ms | CPU µs/request |")
            .AppendLine("|---|---|---|---|---|---|---|");
        foreach (var row in Rows)
            text.AppendLine($"| {row.Name} | {row.Load.PerSecond.ToString("F0")} | {row.Load.P50.ToString("F2")} | {row.Load.P99.ToString("F2")} | {row.Paced.P50.ToString("F2")} | {row.Paced.P99.ToString("F2")} | {row.PacedMicroseconds.ToString("F1")} |");
        text.AppendLine();
        foreach (var one in Missing) text.AppendLine($"NOT measured, {one}").AppendLine();
        return text
            .AppendLine($"Medians and ranges of {Length.Rounds} interleaved rounds, {Length.Processes} process(es) of each .NET entry, {SideBySideLength.Saturation.TotalSeconds:F0} s by wrk ({Wrk.Connections} connections) and {Length.Paced.TotalSeconds:F1} s at {SideBySideLength.Rate} requests a second each, {SideBySideLength.Callers} callers in turn; {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription} ({Runtime}), Warning logs, all signals of the gateway on. Other processes had {OthersPercent:F1} % of the processors{(OthersPercent > MostOfOthers ? ": these figures are NOT to be believed" : "")}.")
            .ToString();
    }
}
