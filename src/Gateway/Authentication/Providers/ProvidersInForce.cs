using Gateway.Authentication.Bearer;
using Gateway.Frontends;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication.Providers;

/// <summary>The identity providers that the configuration in force names, each with who names it.</summary>
internal sealed class ProvidersInForce(
    ProviderDirectory providers, FrontendDirectory frontends, IOptionsMonitor<Dictionary<string, BearerOptions>> issuers)
{
    public IEnumerable<ProviderInForce> All => frontends.All.Select(frontend => (frontend.Options.Identity.Authority, IsFrontend: true))
        .Concat(issuers.CurrentValue.Values.Select(issuer => (issuer.Authority, IsFrontend: false)))
        .GroupBy(named => providers.Of(named.Authority))
        .Select(group => new ProviderInForce(group.Key, group.Any(named => named.IsFrontend), group.Any(named => !named.IsFrontend)));
}

/// <param name="Metadata">What is known of it.</param>
/// <param name="SignsIn">Users of a frontend sign in there.</param>
/// <param name="IssuesBearers">Callers bring its tokens.</param>
internal sealed record ProviderInForce(ProviderMetadata Metadata, bool SignsIn, bool IssuesBearers);
