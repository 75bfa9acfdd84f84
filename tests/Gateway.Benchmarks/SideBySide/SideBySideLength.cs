namespace Gateway.Benchmarks.SideBySide;

/// <summary>How much is measured.</summary>
/// <param name="Processes">Of each entry that has a JIT.</param>
/// <param name="Rounds">In each of which every process is loaded.</param>
/// <param name="WarmUps">Loads before, each some time after the last: the JIT makes instrumented code of what is called often, and of that the final code.</param>
/// <param name="WarmUp">One of them.</param>
/// <param name="PacedEvery">In every how manieth round, the last one included, loads are paced.</param>
/// <param name="Paced">One load at <see cref="Rate"/>.</param>
/// <param name="YardstickEvery">After how many entries nginx and plain YARP are measured anew; 1: before and after each.</param>
internal sealed record SideBySideLength(int Processes, int Rounds, int WarmUps, TimeSpan WarmUp, int PacedEvery, TimeSpan Paced, int YardstickEvery)
{
    /// <summary>Requests a second of the paced loads.</summary>
    public const int Rate = 1000;

    /// <summary>Callers in turn, twice as many as requests in progress: two look-ups of one session at the same time would be joined.</summary>
    public const int Callers = 32;

    /// <summary>One load by wrk, which counts in whole seconds: the shorter, the closer are the yardsticks.</summary>
    public static TimeSpan Saturation { get; } = Seconds(1);

    /// <summary>Under eight minutes.</summary>
    public static SideBySideLength Full { get; } = new(Processes: 2, Rounds: 5, WarmUps: 2, Seconds(3), PacedEvery: 1, Seconds(2), YardstickEvery: 1);

    /// <summary>Under ninety seconds.</summary>
    public static SideBySideLength Quick { get; } = new(Processes: 1, Rounds: 2, WarmUps: 3, Seconds(1), PacedEvery: 2, Seconds(0.6), YardstickEvery: 3);

    private static TimeSpan Seconds(double count) => TimeSpan.FromSeconds(count);
}
