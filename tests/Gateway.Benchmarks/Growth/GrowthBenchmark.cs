using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Reports;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Growth;

/// <summary>
/// What becomes of the cost of a request as sessions and routes grow in number, what a session takes of memory here and there, and what a
/// replica costs that has just come.
/// </summary>
internal static class GrowthBenchmark
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    /// <returns>The exit code: 1 when a line is not met. A quick run is too noisy to fail anybody.</returns>
    public static async Task<int> RunAsync(bool quick, CancellationToken stop)
    {
        var length = GrowthLength.Of(quick);
        await using var world = await GrowthWorld.StartAsync();
        var populations = new List<SessionPopulation>();
        foreach (var sessions in length.Sessions)
        {
            populations.Add(await world.PopulateAsync(sessions, Math.Min(sessions, length.Spread)));
            await Console.Error.WriteLineAsync($"{sessions} sessions after {populations[^1].Seconds:F0} s");
        }

        var (newcomer, life, remembered) = await RollOutAsync(world, populations[^1], length);
        await Console.Error.WriteLineAsync("rolled out");
        GrowthSubject[] subjects = [.. await SubjectsAsync(world, populations), newcomer];
        foreach (var subject in subjects) await subject.MeasureAsync(length.WarmUp);
        var samples = new List<GrowthSample>();
        for (var round = 0; round < length.Rounds; round++)
        {
            // Each comes first as often as the other.
            foreach (var subject in round % 2 == 0 ? subjects : [.. subjects.Reverse()])
            {
                stop.ThrowIfCancellationRequested();
                samples.Add(await subject.MeasureAsync(length.Load));
            }

            await Console.Error.WriteLineAsync($"round {round + 1} of {length.Rounds}");
        }

        var ratios = await CompareAsync(subjects, populations, length);
        var report = GrowthReport.Of(length, populations, samples, life, remembered, ratios);
        await ReportFiles.WriteAsync("benchmark-growth", report, report.ToMarkdown());
        return report.IsMet || quick ? 0 : 1;
    }

    public static string FromMemory(int sessions) => $"{sessions:N0} sessions, from memory";

    public static string FromStore(int sessions) => $"{sessions:N0} sessions, from the store";

    public static string Everybody(int sessions, int seen) => $"{sessions:N0} sessions, {seen:N0} of them in memory and asking";

    public static string OfRoutes(int routes) => $"{routes} route(s)";

    /// <summary>
    /// The largest population's cost as a multiple of the smallest's, in turns of a second: the host's speed drifts, and what lies seconds apart
    /// drifts alike.
    /// </summary>
    private static async Task<Spread> CompareAsync(GrowthSubject[] subjects, List<SessionPopulation> populations, GrowthLength length)
    {
        GrowthSubject[] few = [.. subjects.Where(subject => subject.Name == FromMemory(populations[0].Sessions))];
        GrowthSubject[] many = [.. subjects.Where(subject => subject.Name == FromMemory(populations[^1].Sessions))];
        var ratios = new List<double>();
        for (var turn = 0; turn < length.Turns; turn++)
        {
            var (ofFew, ofMany) = (0.0, 0.0);
            for (var process = 0; process < few.Length; process++)
            {
                ofFew += (await few[process].MeasureAsync(Turn)).Microseconds;
                ofMany += (await many[process].MeasureAsync(Turn)).Microseconds;
            }

            ratios.Add(ofMany / ofFew);
        }

        return Spread.Of(ratios);
    }

    private static async Task<(GrowthSubject, IReadOnlyList<RolloutSecond>, double BytesEach)> RollOutAsync(GrowthWorld world, SessionPopulation population, GrowthLength length)
    {
        var gateway = await world.StartGatewayAsync(population.Sessions, GrowthLength.UsualRoutes, remembers: true);
        var everybody = Subject(world, Everybody(population.Sessions, length.Spread), gateway, GrowthLength.UsualRoutes, population.Callers);
        var life = await Rollout.WatchAsync(everybody, world.RedisOf(population.Sessions), length.Windows);

        // A replica of the same kind whose code is warm already: what it weighs more afterwards are sessions.
        var weighed = await world.StartGatewayAsync(population.Sessions, GrowthLength.UsualRoutes, remembers: true);
        await Subject(world, "one", weighed, GrowthLength.UsualRoutes, population.Callers.Take(1)).MeasureAsync(length.WarmUp);
        var empty = await weighed.Faults!.WeighAsync();
        var all = Subject(world, "all", weighed, GrowthLength.UsualRoutes, population.Callers);
        await AskAllAsync(all, length.Spread);
        var full = await weighed.Faults!.WeighAsync();

        await AskAllAsync(everybody, length.Spread);
        return (everybody, life, (full - empty) / (length.Spread - 1.0));
    }

    // The load begins at the first caller each time, so it has to get round in one go.
    private static async Task AskAllAsync(GrowthSubject subject, int callers)
    {
        var time = TimeSpan.FromSeconds(2);
        while ((await subject.MeasureAsync(time)).Load.Requests < callers) time *= 2;
    }

    private static async Task<List<GrowthSubject>> SubjectsAsync(GrowthWorld world, List<SessionPopulation> populations)
    {
        var subjects = new List<GrowthSubject>();
        foreach (var population in populations)
        {
            var some = population.Callers.Where((_, number) => number % (population.Callers.Count / GrowthLength.WorkingSet) == 0).ToList();
            // Two processes of those that a line compares: what the JIT makes of one start is not what it makes of the next.
            var processes = population == populations[0] || population == populations[^1] ? 2 : 1;
            for (var process = 0; process < processes; process++)
                await AddAsync(FromMemory(population.Sessions), population.Sessions, GrowthLength.UsualRoutes, remembers: true, some);
            await AddAsync(FromStore(population.Sessions), population.Sessions, GrowthLength.UsualRoutes, remembers: false, some);
        }

        foreach (var routes in GrowthLength.Routes) await AddAsync(OfRoutes(routes), populations[0].Sessions, routes, remembers: true, populations[0].Callers);
        return subjects;

        async Task AddAsync(string name, int sessions, int routes, bool remembers, IEnumerable<string> callers) =>
            subjects.Add(Subject(world, name, await world.StartGatewayAsync(sessions, routes, remembers), routes, callers));
    }

    private static GrowthSubject Subject(GrowthWorld world, string name, GatewayProcess gateway, int routes, IEnumerable<string> callers) =>
        new(name, gateway, new LoadTarget(gateway.TrafficPort, GrowthWorld.PathOf(routes), world.WriteCallers($"{gateway.TrafficPort}-{name.Length}", callers)));
}
