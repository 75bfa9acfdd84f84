using Gateway.Sessions;

namespace Gateway.Authentication.Tokens;

/// <summary>Which replica may redeem a session's refresh token now.</summary>
internal interface IRefreshLeases
{
    Task<LeaseAnswer> TryTakeAsync(SessionId session);
}

internal abstract record LeaseAnswer
{
    private LeaseAnswer()
    {
    }

    public sealed record Taken(IRefreshLease Lease) : LeaseAnswer;

    /// <summary>Another replica is at it, or was until it died moments ago.</summary>
    public sealed record Held : LeaseAnswer
    {
        public static readonly Held Instance = new();
    }

    public sealed record Unavailable : LeaseAnswer
    {
        public static readonly Unavailable Instance = new();
    }
}

/// <summary>Held until disposed, and renewed meanwhile.</summary>
internal interface IRefreshLease : IAsyncDisposable
{
    /// <summary>False once it may have run out: a process that was paused for long must not act on it any more.</summary>
    bool IsHeld { get; }
}
