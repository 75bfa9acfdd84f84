using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Gateway.Authentication;

/// <summary>ASP.NET Core's key manager, told when another replica changed the ring: by itself it looks once a day.</summary>
internal sealed class SharedKeys(IServiceProvider services) : IKeyManager, IDisposable
{
    private readonly XmlKeyManager _inner = ActivatorUtilities.CreateInstance<XmlKeyManager>(services);
    private CancellationTokenSource _changed = new();

    public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate)
    {
        var key = _inner.CreateNewKey(activationDate, expirationDate);
        Changed();
        return key;
    }

    public IReadOnlyCollection<IKey> GetAllKeys() => _inner.GetAllKeys();

    public CancellationToken GetCacheExpirationToken() => Volatile.Read(ref _changed).Token;

    public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null)
    {
        _inner.RevokeAllKeys(revocationDate, reason);
        Changed();
    }

    public void RevokeKey(Guid keyId, string? reason = null)
    {
        _inner.RevokeKey(keyId, reason);
        Changed();
    }

    public void Dispose() => _changed.Dispose();

    /// <summary>What was read of the ring is read again at its next use.</summary>
    public void Changed() => Interlocked.Exchange(ref _changed, new CancellationTokenSource()).Cancel();
}
