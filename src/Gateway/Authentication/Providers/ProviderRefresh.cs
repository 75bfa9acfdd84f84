using Gateway.Authentication.Bearer;
using Gateway.Frontends;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication.Providers;

/// <summary>
/// Reads every provider of the configuration in force at the start, so that no first user waits for it, and again every few minutes,
/// so that keys that left a set are noticed although no token asks for them.
/// </summary>
internal sealed class ProviderRefresh(
    ProviderDirectory providers, FrontendDirectory frontends, IOptionsMonitor<Dictionary<string, BearerOptions>> issuers, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var authority in InForce()) _ = providers.Of(authority).RefreshIfDueAsync();
            await Task.Delay(ProviderMetadata.FetchAtMostEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IEnumerable<string> InForce() => frontends.All.Select(frontend => frontend.Options.Identity.Authority)
        .Concat(issuers.CurrentValue.Values.Select(issuer => issuer.Authority))
        .Distinct(StringComparer.Ordinal);
}
