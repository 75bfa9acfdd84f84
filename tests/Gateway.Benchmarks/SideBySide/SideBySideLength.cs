namespace Gateway.Benchmarks.SideBySide;

/// <summary>How much is measured.</summary>
/// <param name="Processes">Of each entry that has a JIT.</param>
/// <param name="Rounds">In each of which every process is loaded.</param>
/// <param name="WarmUp">Of each process: tier-1 code by the profile of instrumented code takes some twenty thousand requests.</param>
/// <param name="Paced">One load at <see cref="Rate"/>.</param>
/// <param name="YardstickEvery">After how many entries nginx and plain YARP are measured anew; 1: before and after each.</param>
internal sealed record SideBySideLength(int Processes, int Rounds, TimeSpan WarmUp, TimeSpan Paced, int YardstickEvery)
{
    /// <summary>Requests a second of the paced loads.</summary>
    public const int Rate = 1000;

    /// <summary>Callers in turn, twice as many as requests in progress: two look-ups of one session at the same time would be joined.</summary>
    public const int Callers = 32;

    /// <summary>One load by wrk, which counts in whole seconds: the shorter, the closer are the yardsticks.</summary>
    public static TimeSpan Saturation { get; } = Seconds(1);

    /// <summary>Under eight minutes.</summary>
    public static SideBySideLength Full { get; } = new(Processes: 2, Rounds: 5, Seconds(4), Seconds(2), YardstickEvery: 1);

    /// <summary>Under ninety seconds.</summary>
    public static SideBySideLength Quick { get; } = new(Processes: 1, Rounds: 2, Seconds(2), Seconds(0.8), YardstickEvery: 2);

    private static TimeSpan Seconds(double count) => TimeSpan.FromSeconds(count);
}
