using System.Text;
using Gateway.Benchmarks.SideBySide;

namespace Gateway.Benchmarks.Reports;

/// <summary>A line of issue 5, and whether it is met.</summary>
/// <param name="Line">Its number and what it is about.</param>
/// <param name="Target">What it wants.</param>
/// <param name="Reached">What was measured, by medians.</param>
/// <param name="IsMet">Whether that will do.</param>
/// <param name="IsStretch">Whether it was hoped for only.</param>
internal sealed record Verdict(string Line, string Target, string Reached, bool IsMet, bool IsStretch = false)
{
    private const double MostOfWarm = 1.15;
    private const double MostOfStore = 1.6;
    private const double MostLater = 1.0;
    private const double Tolerance = 0.05;
    private const double ShareOfTextbook = 0.5;

    public static IReadOnlyList<Verdict> On(IReadOnlyList<SideBySideRow> rows)
    {
        var all = rows.ToDictionary(row => row.Name);
        var (yarp, textbook, apache) = (all[EntryNames.Yarp], all[EntryNames.Textbook], all.GetValueOrDefault(EntryNames.Apache));
        var (memory, store, bearer) = (all[EntryNames.Memory], all[EntryNames.Store], all[EntryNames.Bearer]);
        var later = memory.Paced.P99.Median - yarp.Paced.P99.Median;
        var extra = (store.ToYarp.Median - 1) / (textbook.ToYarp.Median - 1);
        var dearest = new[] { memory, store, bearer }.MaxBy(row => row.Microseconds.Median)!;
        return
        [
            AtMost("1 session from memory: CPU", memory.ToYarp.Median, MostOfWarm),
            new("1 session from memory: p99 at 1,000/s", $"≤ plain YARP + {MostLater:F1} ms", $"{later:+0.00;-0.00} ms", later <= MostLater),
            AtMost("1 stretch: CPU", memory.ToYarp.Median, 1.00) with { IsStretch = true },
            new("2 session from store: Redis round trips", "1", $"{store.RoundTrips.Median:F2}", store.RoundTrips.Median is >= 1 - Tolerance and <= 1 + Tolerance),
            AtMost("2 session from store: CPU", store.ToYarp.Median, MostOfStore),
            new("2 session from store: extra CPU", $"< {ShareOfTextbook:F1} × textbook's", $"{extra:F2} ×", extra < ShareOfTextbook),
            AtMost("3 bearer, cached: CPU", bearer.ToYarp.Median, MostOfWarm),
            Ahead("4 every authenticated mode: CPU", textbook, dearest),
            apache is null
                ? new("4 every authenticated mode: CPU", $"< {EntryNames.Apache}", "not measured", false)
                : Ahead("4 every authenticated mode: CPU", apache, dearest),
        ];
    }

    public static string ToMarkdown(IEnumerable<Verdict> verdicts)
    {
        var text = new StringBuilder().AppendLine("| issue 5, line | target | reached | |").AppendLine("|---|---|---|---|");
        foreach (var one in verdicts)
            text.AppendLine($"| {one.Line} | {one.Target} | {one.Reached} | {(one.IsMet ? "met" : one.IsStretch ? "not met (stretch)" : "NOT met")} |");
        return text.ToString();
    }

    private static Verdict AtMost(string line, double reached, double most) => new(line, $"≤ {most:F2} × plain YARP", $"{reached:F3} ×", reached <= most);

    private static Verdict Ahead(string line, SideBySideRow of, SideBySideRow dearest) => new(
        line, $"< {of.Name} ({of.Microseconds.Median:F0} µs)", $"{dearest.Microseconds.Median:F0} µs ({dearest.Name})", dearest.Microseconds.Median < of.Microseconds.Median);
}
