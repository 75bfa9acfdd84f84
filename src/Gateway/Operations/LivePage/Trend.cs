using Gateway.Signals.Recent;

namespace Gateway.Operations.LivePage;

/// <summary>A route's last two minutes in as many points as a small picture can show.</summary>
internal static class Trend
{
    // By the clock, so that a point keeps its height while it moves along.
    private const int SecondsPerPoint = 4;

    public static IReadOnlyList<double> Of(RouteFigures route) =>
        [.. route.Seconds.GroupBy(second => second.At.ToUnixTimeSeconds() / SecondsPerPoint).Select(group => group.Average(second => second.Requests))];

    /// <summary>The same for whom cannot see it.</summary>
    public static string Say(RouteFigures route) => route.Seconds.Count == 0
        ? "no figures yet"
        : $"requests a second in the last two minutes: lowest {route.Seconds.Min(second => second.Requests)}, highest {route.Seconds.Max(second => second.Requests)}";
}
