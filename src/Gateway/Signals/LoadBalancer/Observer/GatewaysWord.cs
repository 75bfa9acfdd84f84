using System.Buffers;
using System.Globalization;

namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>What the gateway says of a request.</summary>
/// <param name="Route">The <c>route</c> attribute of its metrics.</param>
/// <param name="Code">The answer's code.</param>
/// <param name="ToHeaders">From the request's first step to the answer's headers; null where that is not told.</param>
/// <param name="IsStream">The answer stays open.</param>
internal sealed record GatewaysWord(string Route, int Code, TimeSpan? ToHeaders, bool IsStream = false)
{
    private static readonly SearchValues<char> Ends = SearchValues.Create(",;=");

    /// <summary>The gateway's line of Server-Timing as <see cref="ServerTiming.Write"/> made it; null for any other.</summary>
    public static GatewaysWord? Of(string? serverTiming)
    {
        if (serverTiming is null || !serverTiming.StartsWith(ServerTiming.Route + ";desc=", StringComparison.Ordinal)) return null;

        string? route = null;
        int? code = null;
        TimeSpan? application = null;
        var isStream = false;
        var rest = serverTiming.AsSpan();
        while (Next(ref rest, out var name, out var value))
        {
            switch (name)
            {
                case ServerTiming.Route: route ??= Uri.UnescapeDataString(value.ToString()); break;
                case ServerTiming.Application: application = Milliseconds(value); break;
                case ServerTiming.Code: code = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null; break;
                case ServerTiming.Stream: isStream = true; break;
                default: break;
            }
        }

        return route is not null && code is { } known ? new GatewaysWord(route, known, application, isStream) : null;
    }

    // name, or name;parameter=token, or name;parameter="text": all that the gateway writes.
    private static bool Next(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        rest = rest.TrimStart(" ,");
        name = Until(ref rest);
        value = default;
        if (rest is [';', ..])
        {
            rest = rest[1..];
            Until(ref rest);
            if (rest is ['=', ..]) value = Value(ref rest);
        }

        return !name.IsEmpty;
    }

    private static ReadOnlySpan<char> Value(ref ReadOnlySpan<char> rest)
    {
        rest = rest[1..];
        if (rest is not ['"', ..]) return Until(ref rest);
        rest = rest[1..];
        var end = rest.IndexOf('"');
        if (end < 0) end = rest.Length;
        var value = rest[..end];
        rest = rest[Math.Min(end + 1, rest.Length)..];
        return value;
    }

    private static ReadOnlySpan<char> Until(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny(Ends);
        if (end < 0) end = rest.Length;
        var token = rest[..end];
        rest = rest[end..];
        return token;
    }

    private static TimeSpan? Milliseconds(ReadOnlySpan<char> value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < TimeSpan.MaxValue.TotalMilliseconds / 2
            ? TimeSpan.FromMilliseconds(number)
            : null;
}
