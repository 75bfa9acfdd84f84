using System.Text;
using Gateway.Benchmarks.Growth;

namespace Gateway.Benchmarks.Reports;

/// <param name="Name">What was loaded, and how.</param>
/// <param name="Microseconds">Of processors, of the gateway, for each request.</param>
/// <param name="PerSecond">Requests at saturation.</param>
/// <param name="P99">Milliseconds, at saturation.</param>
internal sealed record GrowthRow(string Name, Spread Microseconds, Spread PerSecond, Spread P99);

/// <param name="Sessions">In one Redis.</param>
/// <param name="BytesEach">Of its memory, all in all.</param>
/// <param name="RecordBytes">Of those the record.</param>
/// <param name="IndexBytes">And both indexes.</param>
/// <param name="Seconds">To make and write them.</param>
internal sealed record PopulationRow(int Sessions, double BytesEach, long RecordBytes, long IndexBytes, double Seconds);

/// <summary>What growth costs.</summary>
/// <param name="Length">How it was measured.</param>
/// <param name="Rows">Costs of a request.</param>
/// <param name="Populations">What sessions take in Redis.</param>
/// <param name="Life">The first seconds of a replica.</param>
/// <param name="RememberedBytes">What a session takes in a replica's memory.</param>
/// <param name="MostToLeast">The cost with the largest population as a multiple of that with the smallest, by the same number of users, turn by turn: issue 5, line 5.</param>
internal sealed record GrowthReport(
    GrowthLength Length, IReadOnlyList<GrowthRow> Rows, IReadOnlyList<PopulationRow> Populations, IReadOnlyList<RolloutSecond> Life, double RememberedBytes, Spread MostToLeast)
{
    private const double MostAllowed = 1.05;
    private const double MostRememberedBytes = 4096;

    public bool IsMet => MostToLeast.Median <= MostAllowed && RememberedBytes <= MostRememberedBytes;

    public static GrowthReport Of(
        GrowthLength length, IReadOnlyList<SessionPopulation> populations, IReadOnlyList<GrowthSample> samples, IReadOnlyList<RolloutSecond> life, double rememberedBytes,
        Spread mostToLeast)
    {
        GrowthRow[] rows =
        [
            .. samples.GroupBy(sample => sample.Name).Select(group => new GrowthRow(
                group.Key,
                Spread.Of(group.Select(sample => sample.Microseconds)),
                Spread.Of(group.Select(sample => sample.Load.PerSecond)),
                Spread.Of(group.Select(sample => sample.Load.P99)))),
        ];
        return new GrowthReport(
            length,
            rows,
            [.. populations.Select(one => new PopulationRow(one.Sessions, one.BytesEach, one.RecordBytes, one.IndexBytes, one.Seconds))],
            life,
            rememberedBytes,
            mostToLeast);
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder().AppendLine("| a request | CPU µs | requests/s | p99 ms |").AppendLine("|---|---|---|---|");
        foreach (var row in Rows) text.AppendLine($"| {row.Name} | {row.Microseconds.ToString("F1")} | {row.PerSecond.ToString("F0")} | {row.P99.ToString("F2")} |");
        text.AppendLine().AppendLine("| sessions in Redis | bytes each | of which record | and indexes | written in |").AppendLine("|---|---|---|---|---|");
        foreach (var row in Populations) text.AppendLine($"| {row.Sessions:N0} | {row.BytesEach:F0} | {row.RecordBytes} | {row.IndexBytes} | {row.Seconds:F1} s |");
        text.AppendLine().AppendLine("| second of a new replica | CPU µs/request | requests/s | p99 ms | Redis commands/request |").AppendLine("|---|---|---|---|---|");
        foreach (var second in Life) text.AppendLine($"| {second.Second} | {second.Microseconds:F1} | {second.Load.PerSecond:F0} | {second.Load.P99:F2} | {second.RedisRead:F2} |");
        return text
            .AppendLine()
            .AppendLine($"A remembered session takes {RememberedBytes:F0} bytes of a replica's memory (living objects after a collection, {Length.Spread:N0} sessions against one); at most {MostRememberedBytes:F0}: {Word(RememberedBytes <= MostRememberedBytes)}.")
            .AppendLine($"With {Length.Sessions[^1]:N0} sessions a request of the same {GrowthLength.WorkingSet:N0} users costs {MostToLeast.ToString("F3")} × what it does with {Length.Sessions[0]:N0}; at most {MostAllowed:F2}: {Word(MostToLeast.Median <= MostAllowed)}.")
            .AppendLine($"Medians and ranges of {Length.Rounds} interleaved rounds of {Length.Load.TotalSeconds:F0} s; the new replica is asked by {Length.Spread:N0} users by lot.")
            .ToString();

        static string Word(bool isMet) => isMet ? "met" : "NOT met";
    }
}
