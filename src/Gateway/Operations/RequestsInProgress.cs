using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Operations;

/// <summary>
/// Counts requests in progress, and while draining asks the connection of each answered request to close. First in the
/// pipeline, so that it sees every request.
/// </summary>
internal sealed class RequestsInProgress(Readiness readiness)
{
    private int _inProgress;
    private int _sinceDrain;

    public int InProgress => Volatile.Read(ref _inProgress);

    public int SinceDrain => Volatile.Read(ref _sinceDrain);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _inProgress);
        try
        {
            if (readiness.State == ReplicaState.Draining)
            {
                Interlocked.Increment(ref _sinceDrain);
                CloseAfterAnswer(context);
            }
            else
            {
                context.Response.OnStarting(CloseIfDraining, context);
            }

            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _inProgress);
        }
    }

    private Task CloseIfDraining(object state)
    {
        if (readiness.State == ReplicaState.Draining) CloseAfterAnswer((HttpContext)state);
        return Task.CompletedTask;
    }

    // HTTP/1.1: this answer says "Connection: close". HTTP/2: GOAWAY, and streams that are open finish.
    private static void CloseAfterAnswer(HttpContext context) => context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
}
