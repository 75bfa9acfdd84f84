using BitFaster.Caching.Lru;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// Which tokens this replica heard to be revoked. A revoked token never becomes valid again, so what is known here stays true; the
/// memory of it is bounded. It also keeps an answer that was on its way when the revocation came from being remembered.
/// </summary>
internal sealed class RevokedTokens
{
    /// <summary>Most tokens remembered.</summary>
    public const int Capacity = 100_000;

    public static readonly TokenOutcome.Rejected Refusal = new("it was revoked", IsDefinite: true);

    private readonly FastConcurrentLru<TokenHash, bool> _known = new(Capacity);

    public bool IsKnown(TokenHash token) => _known.Count > 0 && _known.TryGet(token, out _);

    public void Note(TokenHash token) => _known.AddOrUpdate(token, true);
}
