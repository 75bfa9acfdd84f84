using BitFaster.Caching.Lru;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// Which tokens, by <see cref="TokenHash.ForRevocation"/>, this replica heard to be revoked. A revoked token never becomes valid again, so what is known here stays true; the
/// memory of it is bounded. It also keeps an answer that was on its way when the revocation came from being remembered.
/// </summary>
internal sealed class RevokedTokens
{
    /// <summary>Most tokens remembered.</summary>
    public const int Capacity = 100_000;

    public static readonly TokenOutcome.Rejected Refusal = new("it was revoked", IsDefinite: true);

    private readonly FastConcurrentLru<TokenHash, bool> _known = new(Capacity);

    // The memory's own count walks through it.
    private int _noted;

    /// <summary>False when more may have been noted than fit.</summary>
    public bool IsWhole => Volatile.Read(ref _noted) <= Capacity;

    /// <summary>Asked for every request: without a revocation it costs nothing.</summary>
    public bool IsKnown(TokenHash token) => Volatile.Read(ref _noted) > 0 && _known.TryGet(token, out _);

    public void Note(TokenHash token)
    {
        var isNew = !_known.TryGet(token, out _);
        _known.AddOrUpdate(token, true);
        if (isNew && IsWhole) Interlocked.Increment(ref _noted);
    }
}
