namespace Gateway.Signals.Saturation;

/// <summary>
/// A TCP socket's state by the kernel's own numbers (<c>include/net/tcp_states.h</c>). CLOSE (7) is left out: such a socket is in no
/// table. A request that waits for the last packet of its handshake is reported as SYN_RECV.
/// </summary>
internal enum TcpState
{
    Established = 1,
    SynSent = 2,
    SynReceived = 3,
    FinWait1 = 4,
    FinWait2 = 5,
    TimeWait = 6,
    CloseWait = 8,
    LastAck = 9,
    Listen = 10,
    Closing = 11,
}

internal static class TcpStates
{
    public static readonly IReadOnlyList<TcpState> All = Enum.GetValues<TcpState>();

    /// <summary>The metric's <c>state</c> attribute: the kernel's word.</summary>
    public static string ToTag(this TcpState state) => state switch
    {
        TcpState.Established => "established",
        TcpState.SynSent => "syn_sent",
        TcpState.SynReceived => "syn_recv",
        TcpState.FinWait1 => "fin_wait1",
        TcpState.FinWait2 => "fin_wait2",
        TcpState.TimeWait => "time_wait",
        TcpState.CloseWait => "close_wait",
        TcpState.LastAck => "last_ack",
        TcpState.Listen => "listen",
        TcpState.Closing => "closing",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "A state without a name."),
    };
}
