using System.Globalization;
using System.Text;

namespace Gateway.JourneyTests.Load;

/// <summary>Every response of a load.</summary>
internal sealed record LoadReport(IReadOnlyList<Sample> Samples, TimeSpan Duration)
{
    private const int ShownExamples = 10;

    public IReadOnlyList<Sample> Unexpected { get; } = [.. Samples.Where(sample => sample.Result != Sample.AsExpected)];

    public double Rate => Samples.Count / Duration.TotalSeconds;

    public int Users => Samples.DistinctBy(sample => sample.User).Count();

    /// <param name="quantile">0.99 for the 99th percentile.</param>
    public TimeSpan Latency(double quantile)
    {
        var sorted = Samples.Select(sample => sample.Latency).Order().ToList();
        return sorted.Count == 0 ? TimeSpan.Zero : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * quantile))];
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{Samples.Count} requests of {Users} users in {Duration.TotalSeconds:F1} s ({Rate:F0}/s), {Unexpected.Count} unexpected; p50 {Latency(0.5).TotalMilliseconds:F0} ms, p99 {Latency(0.99).TotalMilliseconds:F0} ms, longest {Latency(1).TotalMilliseconds:F0} ms");
        foreach (var group in Unexpected.GroupBy(sample => (sample.Call, sample.Result)).OrderByDescending(group => group.Count()))
            text.AppendLine(CultureInfo.InvariantCulture, $"  {group.Count()} × {group.Key.Call}: {group.Key.Result}");
        foreach (var sample in Unexpected.Take(ShownExamples))
            text.AppendLine(CultureInfo.InvariantCulture, $"  at {sample.At.TotalSeconds:F2} s {sample.User} {sample.Call}: {sample.Result} after {sample.Latency.TotalMilliseconds:F0} ms");
        return text.ToString();
    }
}
