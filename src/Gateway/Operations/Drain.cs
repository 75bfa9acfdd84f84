using Gateway.Sessions.Streams;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;

namespace Gateway.Operations;

/// <summary>
/// Leaves without a failed request. At the signal readiness says no while everything is served on, so load balancers stop
/// sending; each answered request asks its connection to close (Kestrel's own stop would cut idle connections that a load
/// balancer may be about to use); streams, which nobody asks anything of any more, are told to go; after <c>DrainDelay</c> the server stops
/// and requests in progress have <c>DrainTimeout</c>.
/// </summary>
internal sealed class Drain(
    Readiness readiness, RequestsInProgress requests, BoundStreams streams, IHostApplicationLifetime lifetime, IOptions<OperationsOptions> options,
    TimeProvider time, ILogger<Drain> logger) : IHostedLifecycleService
{
    private long _startedAt;
    private Task _streamsLeave = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(Begin);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs before any hosted service stops, the traffic server included.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Begin();
        await Task.Delay(options.Value.DrainDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _streamsLeave;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The receipt.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        logger.Drained(time.GetElapsedTime(_startedAt).TotalSeconds, requests.SinceDrain, requests.InProgress);
        return Task.CompletedTask;
    }

    private void Begin()
    {
        if (readiness.State == ReplicaState.Draining) return;
        _startedAt = time.GetTimestamp();
        readiness.Drain();
        _streamsLeave = streams.LeaveAsync(options.Value.DrainDelay, CancellationToken.None);
        logger.Draining(options.Value.DrainDelay, options.Value.DrainTimeout, requests.InProgress);
    }
}
