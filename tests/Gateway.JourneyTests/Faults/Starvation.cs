namespace Gateway.JourneyTests.Faults;

/// <summary>
/// Blocks every thread of the pool, and keeps the pool from adding any, until disposed: what blocking code in a hot path does to a
/// process, at its worst. Made when all of them are blocked.
/// </summary>
internal sealed class Starvation : IDisposable
{
    private readonly ManualResetEventSlim _over = new();
    private readonly CountdownEvent _left;
    private readonly (int Workers, int Ports) _most;
    private int _blocked;

    public Starvation()
    {
        ThreadPool.GetMaxThreads(out _most.Workers, out _most.Ports);
        ThreadPool.GetMinThreads(out var threads, out _);
        if (!ThreadPool.SetMaxThreads(threads, _most.Ports)) throw new InvalidOperationException("The pool cannot be held down.");

        _left = new CountdownEvent(threads);
        for (var thread = 0; thread < threads; thread++) ThreadPool.UnsafeQueueUserWorkItem(_ => Block(), null);
        if (!SpinWait.SpinUntil(() => Volatile.Read(ref _blocked) == threads, TimeSpan.FromSeconds(5)))
            throw new InvalidOperationException("The pool's threads were not all blocked.");
    }

    /// <summary>Lasts this long, then lets go, and says how long it was.</summary>
    public TimeSpan Last(TimeSpan length)
    {
        var begun = TimeProvider.System.GetTimestamp();
        using var never = new ManualResetEventSlim();
        never.Wait(length);
        _over.Set();
        return TimeProvider.System.GetElapsedTime(begun);
    }

    public void Dispose()
    {
        _over.Set();
        ThreadPool.SetMaxThreads(_most.Workers, _most.Ports);
        _left.Wait();
        _left.Dispose();
        _over.Dispose();
    }

    private void Block()
    {
        Interlocked.Increment(ref _blocked);
        _over.Wait();
        _left.Signal();
    }
}
