namespace Gateway.Authentication.Providers;

/// <summary>
/// Reads every provider of the configuration in force at the start, so that no first user waits for it, and again every few minutes,
/// so that keys that left a set are noticed although no token asks for them.
/// </summary>
internal sealed class ProviderRefresh(ProvidersInForce providers, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var provider in providers.All) _ = provider.Metadata.RefreshIfDueAsync();
            await Task.Delay(ProviderMetadata.FetchAtMostEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
