namespace Gateway.Signals.Saturation;

/// <summary>
/// Sockets by side and state. The kernel is asked for those that are on their way in or out; of the established ones, which may be
/// tens of thousands and cost it most, the process knows how many it holds.
/// </summary>
/// <param name="trafficPorts">Ports the gateway serves traffic on. They decide first: both ends of a connection over loopback are in the table, and only one of them has this as its own port.</param>
/// <param name="endpoints">Whom the gateway has connected to.</param>
/// <param name="held">Connections the process has open.</param>
internal sealed class SocketCounts(
    IReadOnlySet<int> trafficPorts, IReadOnlyDictionary<TcpEndpoint, TcpSide> endpoints, Func<TcpSide, long> held)
{
    /// <summary>What the kernel is asked for.</summary>
    public static readonly uint StatesAsked = TcpStates.All.Where(state => state != TcpState.Established).Aggregate(0u, (mask, state) => mask | (1u << (int)state));

    private static readonly int States = (int)TcpStates.All[^1] + 1;

    private readonly long[] _counts = new long[TcpSides.All.Count * States];
    private readonly long[] _heldElsewhere = new long[TcpSides.All.Count];
    private readonly long[] _established = [.. TcpSides.All.Select(held)];
    private long _goneBeforeAccepted;

    /// <summary>Connections whose handshake is done and that no one has accepted yet, at the traffic ports.</summary>
    public long Waiting { get; private set; }

    public long this[TcpSide side, TcpState state] => state == TcpState.Established ? Established(side) : _counts[Place(side, state)];

    /// <param name="state">The kernel's number; those not asked for are passed over.</param>
    /// <param name="localPort">The socket's own port.</param>
    /// <param name="remote">The other end; zeros for a listening socket.</param>
    /// <param name="receiveQueue">Of a listening socket: its accept queue.</param>
    /// <param name="isHeld">A process has it open; sockets that are closed or not yet accepted live in the kernel alone.</param>
    public void Add(int state, int localPort, in TcpEndpoint remote, uint receiveQueue, bool isHeld)
    {
        if (state < 0 || state >= States || (StatesAsked & (1u << state)) == 0) return;

        TcpSide side;
        if (trafficPorts.Contains(localPort)) side = TcpSide.Client;
        else if (!endpoints.TryGetValue(remote, out side)) return;

        var known = (TcpState)state;
        _counts[Place(side, known)]++;
        if (known == TcpState.Listen) Waiting += receiveQueue;
        else if (isHeld) _heldElsewhere[(int)side]++;
        else if (side == TcpSide.Client && known == TcpState.CloseWait) _goneBeforeAccepted++;
    }

    // What is held and in no other state, and what waits to be accepted and whose client has not given up. The table and the process
    // are read one after the other: what opens or closes in between may show as one too many or too few, never as less than none.
    private long Established(TcpSide side) =>
        Math.Max(0, _established[(int)side] - _heldElsewhere[(int)side] + (side == TcpSide.Client ? Waiting - _goneBeforeAccepted : 0));

    private static int Place(TcpSide side, TcpState state) => ((int)side * States) + (int)state;
}
