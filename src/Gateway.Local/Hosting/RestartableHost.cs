namespace Gateway.Local.Hosting;

/// <summary>A web application that can be stopped and started again at the same address, to act out the outage of what it stands for.</summary>
internal sealed class RestartableHost(Func<WebApplication> build, Func<WebApplication, CancellationToken, Task>? prepare = null) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private WebApplication? _running;

    public bool IsRunning => _running is not null;

    /// <summary>The addresses the running application listens on, in the order they were configured.</summary>
    public IReadOnlyList<Uri> Addresses => [.. (_running ?? throw new InvalidOperationException("Not running.")).Urls.Select(url => new Uri(url))];

    public Task StartAsync(CancellationToken cancellationToken) => ExclusivelyAsync(async () =>
    {
        if (_running is not null) return;
        var application = build();
        try
        {
            if (prepare is not null) await prepare(application, cancellationToken);
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        _running = application;
    }, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => ExclusivelyAsync(async () =>
    {
        if (_running is not { } application) return;
        _running = null;
        await application.StopAsync(cancellationToken);
        await application.DisposeAsync();
    }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _gate.Dispose();
    }

    private async Task ExclusivelyAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await change();
        }
        finally
        {
            _gate.Release();
        }
    }
}
