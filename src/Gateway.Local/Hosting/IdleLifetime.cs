namespace Gateway.Local.Hosting;

/// <summary>Leaves Ctrl-C and SIGTERM alone: whoever started the part stops it, in the right order.</summary>
internal sealed class IdleLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
