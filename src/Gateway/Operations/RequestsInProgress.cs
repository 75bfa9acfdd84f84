using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Operations;

/// <summary>
/// Counts requests in progress, and while draining asks the connection of each answered request to close.
/// </summary>
internal sealed class RequestsInProgress
{
    private readonly Readiness _readiness;
    private readonly Func<object, Task> _closeIfDraining;
    private int _inProgress;
    private int _sinceDrain;

    public RequestsInProgress(Readiness readiness) => (_readiness, _closeIfDraining) = (readiness, CloseIfDraining);

    public int InProgress => Volatile.Read(ref _inProgress);

    public int SinceDrain => Volatile.Read(ref _sinceDrain);

    public void Began(HttpContext context)
    {
        Interlocked.Increment(ref _inProgress);
        if (_readiness.State == ReplicaState.Draining)
        {
            Interlocked.Increment(ref _sinceDrain);
            CloseAfterAnswer(context);
        }
        else
        {
            context.Response.OnStarting(_closeIfDraining, context);
        }
    }

    public void Ended() => Interlocked.Decrement(ref _inProgress);

    private Task CloseIfDraining(object state)
    {
        if (_readiness.State == ReplicaState.Draining) CloseAfterAnswer((HttpContext)state);
        return Task.CompletedTask;
    }

    // HTTP/1.1: this answer says "Connection: close". HTTP/2: GOAWAY, and streams that are open finish.
    private static void CloseAfterAnswer(HttpContext context) => context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
}
