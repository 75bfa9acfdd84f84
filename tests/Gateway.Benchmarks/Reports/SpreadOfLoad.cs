using Gateway.Benchmarks.Load;

namespace Gateway.Benchmarks.Reports;

/// <summary>What clients saw over all rounds.</summary>
internal sealed record SpreadOfLoad(Spread PerSecond, Spread P50, Spread P99)
{
    public static SpreadOfLoad Of(IEnumerable<LoadReport> loads)
    {
        LoadReport[] all = [.. loads];
        return new SpreadOfLoad(Spread.Of(all.Select(load => load.PerSecond)), Spread.Of(all.Select(load => load.P50)), Spread.Of(all.Select(load => load.P99)));
    }
}
