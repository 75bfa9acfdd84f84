using System.Globalization;
using System.Text.Json;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Load;

/// <summary>
/// Requests at a fixed rate, however slow the answers: wrk only sends the next one when one was answered, and so asks least when a proxy
/// is slowest. The client is this program again, as a process of its own; wrk2, which does the same, is not in Debian.
/// </summary>
internal static class Paced
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(20);

    /// <param name="target">Whom and what.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="duration">How long; what comes before, until the client is warm, does not count.</param>
    public static async Task<LoadReport> RunAsync(LoadTarget target, int rate, TimeSpan duration)
    {
        await using var client = ChildProcess.Start("dotnet",
        [
            typeof(Paced).Assembly.Location, PacedCommand.Name, Text(target.Port), target.Path, target.CallersFile, Text(rate), Text(duration.TotalSeconds),
        ]);
        await client.WaitForExitAsync(duration + Slack);
        if (client.ExitCode != 0) throw new InvalidOperationException($"{target.Host}{target.Path} failed at {rate} requests a second:\n{client.Output}");
        return JsonSerializer.Deserialize<LoadReport>(client.Output)!;
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
