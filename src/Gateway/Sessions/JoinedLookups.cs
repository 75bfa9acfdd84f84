using System.Collections.Concurrent;

namespace Gateway.Sessions;

/// <summary>
/// One look-up in flight per session: a page's burst of calls on a replica that does not know the session yet asks the store
/// once. No caller's abort cancels it for the others.
/// </summary>
internal sealed class JoinedLookups
{
    private readonly ConcurrentDictionary<SessionId, Task<SessionLookup>> _inFlight = new();

    public Task<SessionLookup> JoinAsync(SessionSecret secret, Func<SessionSecret, Task<SessionLookup>> lookUp)
    {
        if (_inFlight.TryGetValue(secret.Id, out var running)) return running;

        var mine = new TaskCompletionSource<SessionLookup>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_inFlight.TryAdd(secret.Id, mine.Task)) return JoinAsync(secret, lookUp);

        _ = RunAsync(secret, lookUp, mine);
        return mine.Task;
    }

    private async Task RunAsync(SessionSecret secret, Func<SessionSecret, Task<SessionLookup>> lookUp, TaskCompletionSource<SessionLookup> mine)
    {
        try
        {
            var answer = await lookUp(secret);
            _inFlight.TryRemove(secret.Id, out _);
            mine.SetResult(answer);
        }
        catch (Exception failure)
        {
            _inFlight.TryRemove(secret.Id, out _);
            mine.SetException(failure);
        }
    }
}
