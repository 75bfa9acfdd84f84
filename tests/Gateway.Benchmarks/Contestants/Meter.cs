using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Surroundings;

namespace Gateway.Benchmarks.Contestants;

/// <summary>
/// Loads a contestant and reads what it took, on both sides of the load. The gateway's /metrics are read within what is measured, once a
/// load: a Prometheus that comes every few seconds belongs to its cost.
/// </summary>
internal sealed class Meter(TrivialBackend backend, RedisFigures redis)
{
    /// <param name="contestant">Who.</param>
    /// <param name="round">For the sample.</param>
    /// <param name="load">How.</param>
    /// <exception cref="InvalidOperationException">Not every request was sent on to the backend: what was measured is something else.</exception>
    public async Task<Sample> MeasureAsync(Contestant contestant, int round, Func<LoadTarget, Task<LoadReport>> load)
    {
        var (seen, commands, reads, redisTime) = (await backend.CountAsync(), await redis.CommandsAsync(), await redis.ReadsAsync(), redis.Microseconds());
        var time = ProcessorTime.MicrosecondsOf(contestant.ProcessId);
        var allocated = await AllocatedAsync(contestant);
        var report = await load(contestant.Target);
        time = ProcessorTime.MicrosecondsOf(contestant.ProcessId) - time;
        allocated = await AllocatedAsync(contestant) - allocated;
        redisTime = redis.Microseconds() - redisTime;
        reads = await redis.ReadsAsync() - reads;
        commands = await redis.CommandsAsync() - commands;
        seen = await backend.CountAsync() - seen;
        if (seen < report.Requests)
            throw new InvalidOperationException($"{contestant.Name} answered {report.Requests} requests, of which the backend has seen {seen}.");
        return new Sample(
            contestant.Name, round, report, PerRequest(time), allocated / report.Requests, PerRequest(commands), PerRequest(reads), PerRequest(redisTime));

        double PerRequest(double whole) => whole / report.Requests;
    }

    private static async Task<double?> AllocatedAsync(Contestant contestant) => contestant.Allocated is null ? null : await contestant.Allocated();
}
