using System.Net;

namespace Gateway.Local.Replicas;

/// <summary>Asks a new replica whether it may take traffic, until it says so.</summary>
internal sealed class ReplicaReadiness(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(2) };

    /// <exception cref="ReplicaFailedException">The process ended, or was not ready in time.</exception>
    public async Task WaitAsync(ReplicaProcess replica, TimeSpan within, CancellationToken cancellationToken)
    {
        var readyz = new Uri(replica.Operations, "/readyz");
        var started = time.GetTimestamp();
        while (!await IsReadyAsync(readyz, cancellationToken))
        {
            if (replica.Exited.IsCompleted)
                throw new ReplicaFailedException($"Replica {replica.Number} ended with code {replica.ExitCode} before it was ready. Its output above says why.");
            if (time.GetElapsedTime(started) > within)
                throw new ReplicaFailedException($"Replica {replica.Number} was not ready at {readyz} within {within.TotalSeconds:0} s.");
            await Task.Delay(Between, time, cancellationToken);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> IsReadyAsync(Uri readyz, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(readyz, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
