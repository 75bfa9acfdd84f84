using System.Globalization;

namespace Gateway.Signals.LoadBalancer;

/// <summary>
/// What <c>X-Request-Start</c> came to. There is no standard, only habit, and the size of the number tells which it is: seconds
/// with a fraction (nginx, <c>t=${msec}</c>), milliseconds (Heroku), microseconds (HAProxy, Apache), all since 1970, with or without <c>t=</c>.
/// </summary>
/// <param name="Kind">Whether there is a wait, and if not, why.</param>
/// <param name="Wait">From then until now; zero where there is none.</param>
internal readonly record struct RequestStart(RequestStartKind Kind, TimeSpan Wait)
{
    // No request waits longer: such a number is a clock that was never set, or means something else.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    // Each begins in September 2001 and ends beyond the year 33,000: no two units share a number of our time.
    private const decimal LeastSeconds = 1e9m;
    private const decimal LeastMilliseconds = 1e12m;
    private const decimal LeastMicroseconds = 1e15m;
    private const decimal Most = 1e18m;

    public static RequestStart Of(ReadOnlySpan<char> value, DateTimeOffset now)
    {
        value = value.Trim();
        if (value.IsEmpty) return new(RequestStartKind.Absent, TimeSpan.Zero);
        if (value.StartsWith("t=", StringComparison.Ordinal)) value = value[2..];
        if (!decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || TicksOf(number) is not { } start)
            return new(RequestStartKind.Unreadable, TimeSpan.Zero);

        var wait = now - DateTimeOffset.UnixEpoch - TimeSpan.FromTicks(start);
        return wait < TimeSpan.Zero ? new(RequestStartKind.Skewed, TimeSpan.Zero)
            : wait > Longest ? new(RequestStartKind.Absurd, TimeSpan.Zero)
            : new(RequestStartKind.Given, wait);
    }

    private static long? TicksOf(decimal number) => number switch
    {
        < LeastSeconds or >= Most => null,
        < LeastMilliseconds => (long)(number * TimeSpan.TicksPerSecond),
        < LeastMicroseconds => (long)(number * TimeSpan.TicksPerMillisecond),
        _ => (long)(number * TimeSpan.TicksPerMicrosecond),
    };
}

internal enum RequestStartKind
{
    /// <summary>The load balancer did not say.</summary>
    Absent,

    /// <summary>It did, and it can be believed.</summary>
    Given,

    /// <summary>It lies in the future: the two clocks disagree, and by how much nobody knows.</summary>
    Skewed,

    /// <summary>No number of any known unit.</summary>
    Unreadable,

    /// <summary>More than an hour ago.</summary>
    Absurd,
}

internal static class RequestStartKinds
{
    /// <summary>The metric's <c>result</c> attribute; null for what is not refused.</summary>
    public static string? ToTag(this RequestStartKind kind) => kind switch
    {
        RequestStartKind.Absent or RequestStartKind.Given => null,
        RequestStartKind.Skewed => "skewed",
        RequestStartKind.Unreadable => "unreadable",
        RequestStartKind.Absurd => "absurd",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind without a name."),
    };
}
