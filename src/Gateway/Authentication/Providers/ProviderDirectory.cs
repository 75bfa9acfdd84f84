using System.Collections.Concurrent;

namespace Gateway.Authentication.Providers;

/// <summary>The identity providers, one <see cref="ProviderMetadata"/> for each authority, however many frontends and issuers name it.</summary>
internal sealed class ProviderDirectory(IdentityProviderHttp http, TimeProvider time, ILogger<ProviderDirectory> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, ProviderMetadata> _providers = new(StringComparer.Ordinal);

    public ProviderMetadata Of(string authority) =>
        _providers.GetOrAdd(authority.TrimEnd('/'), key => new ProviderMetadata(key, http.Handler, time, logger));

    public void Dispose()
    {
        foreach (var provider in _providers.Values) provider.Dispose();
    }
}
