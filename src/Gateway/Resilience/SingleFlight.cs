using System.Collections.Concurrent;

namespace Gateway.Resilience;

/// <summary>
/// One run in flight per key: callers who come while it lasts share its answer. No caller's abort cancels it for the others, and
/// nothing is kept once it has ended.
/// </summary>
internal sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Task<TResult>> _inFlight = new();

    /// <summary>What is in flight at this moment.</summary>
    public ICollection<Task<TResult>> InFlight => _inFlight.Values;

    public Task<TResult> JoinAsync<TState>(TKey key, TState state, Func<TState, Task<TResult>> run) => JoinAsync(key, state, run, out _);

    /// <param name="key">What callers must agree in to share a run.</param>
    /// <param name="state">Given to the run.</param>
    /// <param name="run">Started if none is in flight.</param>
    /// <param name="joined">Whether one was.</param>
    public Task<TResult> JoinAsync<TState>(TKey key, TState state, Func<TState, Task<TResult>> run, out bool joined)
    {
        joined = true;
        if (_inFlight.TryGetValue(key, out var running)) return running;

        var mine = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_inFlight.TryAdd(key, mine.Task)) return JoinAsync(key, state, run, out joined);

        joined = false;
        _ = RunAsync(key, state, run, mine);
        return mine.Task;
    }

    private async Task RunAsync<TState>(TKey key, TState state, Func<TState, Task<TResult>> run, TaskCompletionSource<TResult> mine)
    {
        try
        {
            var answer = await run(state);
            _inFlight.TryRemove(key, out _);
            mine.SetResult(answer);
        }
        catch (Exception failure)
        {
            _inFlight.TryRemove(key, out _);
            mine.SetException(failure);
        }
    }
}
