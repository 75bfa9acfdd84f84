namespace Gateway.Signals.Saturation;

/// <summary>Whom a TCP connection of the gateway talks to.</summary>
internal enum TcpSide
{
    /// <summary>The load balancer and whoever else calls: the socket's own port is a traffic port.</summary>
    Client,

    /// <summary>A destination of a cluster.</summary>
    Upstream,

    /// <summary>The session store.</summary>
    Store,
}

internal static class TcpSides
{
    public static readonly IReadOnlyList<TcpSide> All = Enum.GetValues<TcpSide>();

    /// <summary>The metric's <c>side</c> attribute.</summary>
    public static string ToTag(this TcpSide side) => side switch
    {
        TcpSide.Client => "client",
        TcpSide.Upstream => "upstream",
        TcpSide.Store => "store",
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "A side without a name."),
    };
}
