namespace Gateway.Signals.Recent;

/// <summary>
/// Counts of durations in buckets that grow by 15 %, from 50 µs to over a minute, and of those that were none: a quantile read from them is
/// at most 7.5 % off, for 416 bytes. The exact figures are the metrics'.
/// </summary>
internal sealed class DurationBuckets
{
    private const int None = 0;
    private const int Count = 104;
    private const double Growth = 1.15;
    private const double SmallestSeconds = 50e-6;

    private static readonly double LogGrowth = Math.Log(Growth);

    private readonly int[] _counts = new int[Count];

    public void Add(TimeSpan duration) => _counts[IndexOf(duration)]++;

    public void Add(DurationBuckets others)
    {
        for (var bucket = 0; bucket < Count; bucket++) _counts[bucket] += others._counts[bucket];
    }

    public void Clear() => Array.Clear(_counts);

    public Quantiles Quantiles()
    {
        long all = 0;
        foreach (var count in _counts) all += count;
        return all == 0 ? default : new Quantiles(At(0.50 * all), At(0.99 * all));
    }

    private TimeSpan At(double rank)
    {
        var seen = 0L;
        for (var bucket = 0; bucket < Count; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank && seen > 0) return Middle(bucket);
        }

        return Middle(Count - 1);
    }

    private static int IndexOf(TimeSpan duration) => duration switch
    {
        { Ticks: <= 0 } => None,
        { TotalSeconds: <= SmallestSeconds } => None + 1,
        _ => Math.Min(Count - 1, None + 2 + (int)(Math.Log(duration.TotalSeconds / SmallestSeconds) / LogGrowth)),
    };

    private static TimeSpan Middle(int bucket) => bucket == None ? TimeSpan.Zero : TimeSpan.FromSeconds(SmallestSeconds * Math.Pow(Growth, bucket - None - 1.5));
}
