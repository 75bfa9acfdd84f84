using Gateway.Signals;

namespace Gateway.Operations.Status;

/// <summary>
/// Looks at the dependencies once a second, for nobody but a watch can say since when one has been down. A look reads a few
/// fields in memory.
/// </summary>
internal sealed class DependencyWatch(Func<IReadOnlyList<Dependency>> look, TimeProvider time, ILogger<DependencyWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private volatile IReadOnlyList<WatchedDependency> _current = [];

    /// <summary>As they were within the last second.</summary>
    public IReadOnlyList<WatchedDependency> Current => _current;

    /// <summary>One look.</summary>
    internal void Observe()
    {
        // Two of one name are one to whoever looks; and no watch may end what it watches for.
        var before = _current.DistinctBy(NameOf).ToDictionary(NameOf);
        _current = [.. look().DistinctBy(NameOf).Select(dependency => Take(dependency, before.GetValueOrDefault(NameOf(dependency))))];
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Observe();
            }
            catch (Exception failure)
            {
                // As they were a second ago; no look is worth the process.
                logger.DependenciesNotSeen(failure.GetType().Name);
            }

            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static (Owner Kind, string Name) NameOf(WatchedDependency watched) => NameOf(watched.Dependency);

    private static (Owner Kind, string Name) NameOf(Dependency dependency) => (dependency.Kind, dependency.Name);

    private WatchedDependency Take(Dependency now, WatchedDependency? before)
    {
        if (before is null) return new WatchedDependency(now, time.GetUtcNow());
        now = now with { LastError = now.LastError ?? before.Dependency.LastError };
        if (before.Dependency.State == now.State) return before with { Dependency = now };

        logger.DependencyChanged(now.Kind.ToTag(), now.Name, before.Dependency.State, now.State, now.LastError ?? "none");
        return new WatchedDependency(now, time.GetUtcNow());
    }
}
