using System.Text;

namespace Gateway.Benchmarks.Reports;

/// <summary>One route at one gateway over all rounds.</summary>
internal sealed record CostOfRoute(string Route, string Signals, Spread MicrosecondsPerRequest, SpreadOfLoad Load);

/// <summary>One route with signals as a multiple of it without, round by round: what drifts with the host drifts in both.</summary>
/// <param name="Route">Which.</param>
/// <param name="OnToOff">The mean of the processes with signals as a multiple of the mean of those without.</param>
/// <param name="OffToOff">One process without signals as a multiple of the other: what is nothing but luck.</param>
internal sealed record Ratio(string Route, Spread OnToOff, Spread OffToOff);

/// <summary>What the signals cost.</summary>
internal sealed record SignalsReport(int Rounds, double SecondsOfLoad, IReadOnlyList<CostOfRoute> Costs, IReadOnlyList<Ratio> Ratios)
{
    /// <summary>The line to meet (issue 4): all signals together cost at most a twentieth.</summary>
    public const double MostAllowed = 1.05;

    public bool IsMet => Ratios.All(ratio => ratio.OnToOff.Median <= MostAllowed);

    public string ToMarkdown()
    {
        var text = new StringBuilder()
            .AppendLine("| route | signals | CPU µs/request | requests/s | p50 ms | p99 ms |")
            .AppendLine("|---|---|---|---|---|---|");
        foreach (var cost in Costs)
            text.AppendLine($"| {cost.Route} | {cost.Signals} | {cost.MicrosecondsPerRequest.ToString("F1")} | {cost.Load.PerSecond.ToString("F0")} | {cost.Load.P50.ToString("F2")} | {cost.Load.P99.ToString("F2")} |");
        text.AppendLine().AppendLine("| route | CPU on/off | two equal ones |").AppendLine("|---|---|---|");
        foreach (var ratio in Ratios) text.AppendLine($"| {ratio.Route} | {ratio.OnToOff.ToString("F3")} | {ratio.OffToOff.ToString("F3")} |");
        return text
            .AppendLine()
            .AppendLine($"Medians and ranges of {Rounds} interleaved rounds of {SecondsOfLoad:F0} s. At most {MostAllowed:F2}: {(IsMet ? "met" : "NOT met")}.")
            .ToString();
    }
}
