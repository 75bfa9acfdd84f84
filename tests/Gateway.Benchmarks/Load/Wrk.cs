using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Load;

/// <summary>
/// As many requests as a proxy takes, over sixteen connections, from one thread: there are two processors, and the proxy needs one.
/// A broken connection and an answer above 399 is a failed measurement; wrk does not count redirects, so whoever measures asks the
/// backend how many requests it has seen.
/// </summary>
internal static partial class Wrk
{
    /// <summary>Requests in progress.</summary>
    public const int Connections = 16;

    /// <summary>The script by which callers take turns.</summary>
    public const string InTurn = "callers.lua";

    /// <summary>The script by which anybody may be next.</summary>
    public const string Anybody = "anybody.lua";

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(20);

    /// <param name="target">Whom and what.</param>
    /// <param name="duration">Whole seconds.</param>
    /// <param name="script">Who is next.</param>
    public static async Task<LoadReport> RunAsync(LoadTarget target, TimeSpan duration, string script = InTurn)
    {
        await using var wrk = ChildProcess.Start("wrk",
        [
            "-t1", $"-c{Connections}", $"-d{(int)duration.TotalSeconds}s", "--latency", "-H", $"Host: {target.Host}",
            "-s", Path.Combine(AppContext.BaseDirectory, "Load", script), $"http://127.0.0.1:{target.Port}{target.Path}", "--", target.CallersFile,
        ]);
        await wrk.WaitForExitAsync(duration + Slack);
        var output = wrk.Output;
        if (wrk.ExitCode != 0 || output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
            throw new InvalidOperationException($"{target.Host}{target.Path} failed under load. wrk said:\n{output}");

        return new LoadReport(
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
