using Gateway.Sessions;
using Gateway.Signals;

namespace Gateway.Authentication.Tokens;

/// <summary>How an attempt to renew a session's tokens came out.</summary>
internal abstract record RefreshResult
{
    private RefreshResult()
    {
    }

    /// <summary>The session holds a living access token, redeemed here or by another replica, and it is stored.</summary>
    public sealed record Fresh(StoredSession Stored) : RefreshResult;

    /// <summary>The session is over, for whatever cause; a refused refresh token is one.</summary>
    public sealed record Ended : RefreshResult
    {
        public static readonly Ended Instance = new();
    }

    /// <summary>There is no refresh token: the provider gave none. The session goes on without a living access token.</summary>
    public sealed record NotRefreshable : RefreshResult
    {
        public static readonly NotRefreshable Instance = new();
    }

    /// <summary>The provider gives the session no token for this target. What else it holds is not concerned.</summary>
    public sealed record Refused : RefreshResult
    {
        public static readonly Refused Instance = new();
    }

    /// <summary>Nothing is decided and nothing lost; another attempt may succeed.</summary>
    public sealed record Unavailable(Owner Owner) : RefreshResult;
}
