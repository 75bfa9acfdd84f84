using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Load;

/// <param name="Requests">Answered.</param>
/// <param name="PerSecond">Answered a second.</param>
/// <param name="P50">Milliseconds within which half were answered.</param>
/// <param name="P99">Milliseconds within which 99 of 100 were.</param>
internal sealed record WrkReport(long Requests, double PerSecond, double P50, double P99);

/// <summary>
/// As many requests as the gateway takes, over sixteen connections, from one thread: there are two processors, and the gateway needs one.
/// Any answer but 2xx or 3xx, and any broken connection, is a failed measurement.
/// </summary>
internal static partial class Wrk
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(20);

    /// <param name="port">The gateway's, on this machine.</param>
    /// <param name="path">What is asked for.</param>
    /// <param name="cookie">Sent as it is; null for a stranger.</param>
    /// <param name="duration">Whole seconds.</param>
    public static async Task<WrkReport> RunAsync(int port, string path, string? cookie, TimeSpan duration)
    {
        string[] headers = ["-H", $"Host: localhost:{port}", .. cookie is null ? Array.Empty<string>() : ["-H", $"Cookie: {cookie}"]];
        await using var wrk = ChildProcess.Start("wrk", ["-t1", "-c16", $"-d{(int)duration.TotalSeconds}s", "--latency", .. headers, $"http://127.0.0.1:{port}{path}"]);
        await wrk.WaitForExitAsync(duration + Slack);
        var output = wrk.Output;
        if (wrk.ExitCode != 0 || output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
            throw new InvalidOperationException($"{path} failed under load. wrk said:\n{output}");

        return new WrkReport(
            long.Parse(Group(Total().Match(output)), CultureInfo.InvariantCulture),
            double.Parse(Group(PerSecond().Match(output)), CultureInfo.InvariantCulture),
            Milliseconds(Half().Match(output)),
            Milliseconds(Ninetynine().Match(output)));

        string Group(Match match) => match.Success ? match.Groups["n"].Value : throw new InvalidOperationException($"wrk said something new:\n{output}");
    }

    private static double Milliseconds(Match match) => double.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture) * match.Groups["unit"].Value switch
    {
        "us" => 0.001,
        "ms" => 1,
        "s" => 1000,
        var unit => throw new InvalidOperationException($"wrk measured in '{unit}'."),
    };

    [GeneratedRegex(@"(?<n>\d+) requests in")]
    private static partial Regex Total();

    [GeneratedRegex(@"Requests/sec:\s+(?<n>[\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"50%\s+(?<n>[\d.]+)(?<unit>us|ms|s)")]
    private static partial Regex Half();

    [GeneratedRegex(@"99%\s+(?<n>[\d.]+)(?<unit>us|ms|s)")]
    private static partial Regex Ninetynine();
}
