using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Surroundings;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Growth;

/// <summary>One gateway loaded in one way.</summary>
/// <param name="Name">As in the report; equal processes loaded in the same way are called the same.</param>
/// <param name="Gateway">Which.</param>
/// <param name="Target">What it is asked, by whom.</param>
internal sealed record GrowthSubject(string Name, GatewayProcess Gateway, LoadTarget Target)
{
    public async Task<GrowthSample> MeasureAsync(TimeSpan duration, string script = Wrk.InTurn)
    {
        var before = ProcessorTime.MicrosecondsOf(Gateway.ProcessId);
        var load = await Wrk.RunAsync(Target, duration, script);
        return new GrowthSample(Name, (ProcessorTime.MicrosecondsOf(Gateway.ProcessId) - before) / load.Requests, load);
    }
}

/// <param name="Name">Whose.</param>
/// <param name="Microseconds">Of processors, for each request.</param>
/// <param name="Load">What clients saw.</param>
internal sealed record GrowthSample(string Name, double Microseconds, LoadReport Load);

/// <summary>A second in the life of a replica that has just come.</summary>
/// <param name="Second">From its first request.</param>
/// <param name="Microseconds">Of processors, for each request.</param>
/// <param name="RedisRead">Commands with data, for each request.</param>
/// <param name="Load">What clients saw.</param>
internal sealed record RolloutSecond(int Second, double Microseconds, double RedisRead, LoadReport Load);

/// <summary>What a replica costs that knows nobody: neither its code nor its memory is warm, and everybody's next request comes to it.</summary>
internal static class Rollout
{
    public static async Task<IReadOnlyList<RolloutSecond>> WatchAsync(GrowthSubject newcomer, string redis, int seconds)
    {
        await using var figures = await RedisFigures.ConnectAsync(redis);
        var life = new List<RolloutSecond>();
        for (var second = 1; second <= seconds; second++)
        {
            var commands = await figures.CommandsAsync();
            var sample = await newcomer.MeasureAsync(TimeSpan.FromSeconds(1), Wrk.Anybody);
            life.Add(new RolloutSecond(second, sample.Microseconds, (double)(await figures.CommandsAsync() - commands) / sample.Load.Requests, sample.Load));
        }

        return life;
    }
}
