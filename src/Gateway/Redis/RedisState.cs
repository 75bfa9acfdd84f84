namespace Gateway.Redis;

/// <summary>The connection to the store, as its library has it: a store that is frozen counts as connected until it has missed its pings.</summary>
internal enum RedisState
{
    /// <summary>There has been no connection yet.</summary>
    Connecting,

    Connected,

    /// <summary>There was one; it is tried again until it is back.</summary>
    Disconnected,

    /// <summary>The settings can never lead to one.</summary>
    Impossible,
}

internal static class RedisStates
{
    public static readonly IReadOnlyList<RedisState> All = Enum.GetValues<RedisState>();

    /// <summary>The metric's <c>state</c> attribute.</summary>
    public static string ToTag(this RedisState state) => state switch
    {
        RedisState.Connecting => "connecting",
        RedisState.Connected => "connected",
        RedisState.Disconnected => "disconnected",
        RedisState.Impossible => "impossible",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "A state without a name."),
    };
}
