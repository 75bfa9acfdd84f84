using System.CommandLine;
using System.Text.Json;

namespace Gateway.Benchmarks.Load;

/// <summary>The paced client's side of <see cref="Paced"/>: a report as JSON on standard output.</summary>
internal static class PacedCommand
{
    public const string Name = "paced";

    private const int Connections = 16;
    private const double HalfOfThem = 0.50;
    private const double NearlyAll = 0.99;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.4);

    public static Command Create()
    {
        var port = new Argument<int>("port");
        var path = new Argument<string>("path");
        var callers = new Argument<string>("callers");
        var rate = new Argument<int>("rate");
        var seconds = new Argument<double>("seconds");
        var command = new Command(Name, "The client that the other commands start.") { port, path, callers, rate, seconds };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var target = new LoadTarget(parsed.GetValue(port), parsed.GetValue(path)!, parsed.GetValue(callers)!);
            Console.WriteLine(JsonSerializer.Serialize(Run(target, parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds)))));
        });
        return command;
    }

    private static LoadReport Run(LoadTarget target, int rate, TimeSpan duration)
    {
        var schedule = new PacedSchedule(TimeProvider.System.GetTimestamp(), rate, Connections, WarmUp, duration);
        PacedConnection[] connections = [.. Enumerable.Range(0, Connections).Select(number => new PacedConnection(target, schedule, number))];
        Thread[] threads = [.. connections.Select(connection => new Thread(connection.Run))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();

        long[] latencies = [.. connections.SelectMany(connection => connection.Latencies).Order()];
        return new LoadReport(
            (long)schedule.PerConnection * Connections, latencies.Length / duration.TotalSeconds, Percentile(latencies, HalfOfThem), Percentile(latencies, NearlyAll));
    }

    private static double Percentile(long[] sorted, double share) =>
        TimeProvider.System.GetElapsedTime(0, sorted[(int)Math.Ceiling(sorted.Length * share) - 1]).TotalMilliseconds;
}
