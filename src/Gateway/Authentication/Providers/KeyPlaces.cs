namespace Gateway.Authentication.Providers;

/// <summary>
/// The places of bearer callers who wait for a provider: for so many keys, however many tokens name each, so that neither a busy
/// rotation nor invented key ids take them all. A key the provider was asked for in vain takes no place again until it can be asked again.
/// </summary>
internal sealed class KeyPlaces(TimeProvider time)
{
    /// <summary>Most keys waited for at a time.</summary>
    public const int MostKeys = 200;

    /// <summary>Most tokens that wait at a time, and of those for one key at most half.</summary>
    public const int MostTokens = 2_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _absent = new(StringComparer.Ordinal);
    private int _tokens;

    /// <summary>False when there is no place: nobody looked for the key, so nothing is known about it.</summary>
    public bool TryEnter(string keyId)
    {
        lock (_lock)
        {
            var waiting = _waiting.GetValueOrDefault(keyId);
            if (_tokens >= MostTokens || waiting >= MostTokens / 2 || (waiting == 0 && _waiting.Count >= MostKeys)) return false;
            _waiting[keyId] = waiting + 1;
            _tokens++;
            return true;
        }
    }

    public void Leave(string keyId)
    {
        lock (_lock)
        {
            _tokens--;
            if (--_waiting[keyId] == 0) _waiting.Remove(keyId);
        }
    }

    /// <summary>The provider has just answered, and the key was not there.</summary>
    public void NoteAbsent(string keyId)
    {
        lock (_lock)
        {
            _absent[keyId] = time.GetTimestamp();
        }
    }

    public bool IsAbsent(string keyId)
    {
        lock (_lock)
        {
            return _absent.TryGetValue(keyId, out var at) && time.GetElapsedTime(at) < ProviderMetadata.FetchAtMostEvery;
        }
    }

    /// <summary>The provider is asked again: what was not there may be now.</summary>
    public void ForgetAbsent()
    {
        lock (_lock)
        {
            _absent.Clear();
        }
    }
}
