namespace Gateway.Authentication.Tokens;

/// <summary>When an order is tried again and when it is given up. It waits as long as it is old, so each wait doubles its age.</summary>
internal static class RevocationSchedule
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>By then the refresh token is of little use to anyone, and an order for a frontend gone for good must not stay.</summary>
    public static TimeSpan GiveUpAfter { get; } = TimeSpan.FromDays(1);

    /// <param name="age">How long ago the session ended.</param>
    /// <param name="jitter">0 to 1: spreads the orders of one outage over the time after it.</param>
    public static TimeSpan Wait(TimeSpan age, double jitter)
    {
        var wait = TimeSpan.FromTicks(Math.Clamp(age.Ticks, Shortest.Ticks, Longest.Ticks));
        return wait * (0.75 + (jitter / 4));
    }
}
