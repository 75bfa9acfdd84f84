using System.Diagnostics;

namespace Gateway.Signals.LoadBalancer;

/// <summary>
/// The gateway's account as the load balancer gets it (W3C Server Timing): route, stages in milliseconds, <c>app</c> for all of
/// the time from the request's first step to the answer's headers, and the code. Durations, a route's name and a code: no secret, should it ever not be stripped.
/// </summary>
internal static class ServerTiming
{
    public const string Header = "Server-Timing";

    /// <summary>What the line begins with: a load balancer knows the gateway's line from an upstream's by it.</summary>
    public const string Route = "route";
    public const string Application = "app";
    public const string Code = "code";

    /// <summary>The answer stays open: its end says nothing of how fast it was.</summary>
    public const string Stream = "stream";

    private const int LongestRoute = 200;
    private const int Capacity = 640;

    private static readonly string[] Names = [.. Stages.All.Select(stage => $", {stage.ToTag()};dur=")];

    /// <summary>The line's first part, the same for all requests of a route. What a header cannot carry is percent-encoded.</summary>
    public static string Named(string route)
    {
        var encoded = string.Concat(route.EnumerateRunes().Select(rune =>
            rune.Value is > 0x20 and < 0x7f and not ('"' or '\\' or '%') ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));
        return $"{Route};desc=\"{encoded[..Math.Min(encoded.Length, LongestRoute)]}\"";
    }

    /// <summary>Everything known at the moment of the headers. One string and nothing else is allocated.</summary>
    public static string Write(string named, RequestSignals signals, int code)
    {
        Span<char> line = stackalloc char[Capacity];
        var length = 0;
        var soFar = signals.SoFar();
        Append(line, ref length, named);
        for (var stage = Stage.IngressWait; stage < Stage.GcPause; stage++)
        {
            if (signals.In(stage) is { Ticks: > 0 } spent) AppendDuration(line, ref length, Names[(int)stage], spent);
        }

        AppendDuration(line, ref length, $", {Application};dur=", soFar);
        if (signals.IsStream) Append(line, ref length, $", {Stream}");
        Append(line, ref length, $", {Code};desc=\"");
        AppendNumber(line, ref length, code);
        Append(line, ref length, "\"");
        return new string(line[..length]);
    }

    private static void AppendDuration(Span<char> line, ref int length, string name, TimeSpan duration)
    {
        Append(line, ref length, name);
        var (milliseconds, microseconds) = Math.DivRem(duration.Ticks / TimeSpan.TicksPerMicrosecond, 1000);
        AppendNumber(line, ref length, milliseconds);
        line[length++] = '.';
        line[length++] = (char)('0' + microseconds / 100);
        line[length++] = (char)('0' + microseconds / 10 % 10);
        line[length++] = (char)('0' + microseconds % 10);
    }

    private static void AppendNumber(Span<char> line, ref int length, long number)
    {
        if (!number.TryFormat(line[length..], out var written, provider: System.Globalization.CultureInfo.InvariantCulture)) throw new UnreachableException("The line is longer than its parts.");
        length += written;
    }

    private static void Append(Span<char> line, ref int length, string text)
    {
        text.CopyTo(line[length..]);
        length += text.Length;
    }
}
