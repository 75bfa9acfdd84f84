namespace Gateway.Benchmarks.Growth;

/// <summary>How much is measured, and for how long.</summary>
/// <param name="Sessions">Populations of a Redis, from the smallest.</param>
/// <param name="Spread">Of how many sessions a replica in the middle of its day has seen users.</param>
/// <param name="Rounds">Interleaved.</param>
/// <param name="Load">Of each in each round.</param>
/// <param name="WarmUp">Of each, once.</param>
/// <param name="Windows">Of a rollout, a second each.</param>
/// <param name="Turns">In which the smallest and the largest population are compared.</param>
internal sealed record GrowthLength(IReadOnlyList<int> Sessions, int Spread, int Rounds, TimeSpan Load, TimeSpan WarmUp, int Windows, int Turns)
{
    /// <summary>Users who ask in turn while the cost is compared: the same number whatever the population.</summary>
    public const int WorkingSet = 1_000;

    public static readonly IReadOnlyList<int> Routes = [1, 8, 64];

    /// <summary>Of a gateway whose sessions are looked at.</summary>
    public const int UsualRoutes = 8;

    public static GrowthLength Of(bool quick) => quick
        ? new([1_000, 10_000, 50_000], Spread: 10_000, Rounds: 1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), Windows: 4, Turns: 2)
        : new([1_000, 100_000, 1_000_000], Spread: 100_000, Rounds: 3, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), Windows: 12, Turns: 8);
}
