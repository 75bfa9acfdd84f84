using System.Net;
using System.Net.Sockets;
using Gateway.Signals.Saturation;

namespace Gateway.Tests.Signals.Saturation;

/// <summary>
/// Real TCP over loopback, as a gateway would have it: a traffic port, an upstream, a store, and both ends of every connection. The
/// ports are this world's own, so counts are exact whatever else the machine does.
/// </summary>
internal sealed class LoopbackTraffic : IDisposable
{
    // Local ports of one address run out after 28,000; 127/8 has addresses enough.
    private const int ConnectionsFromOneAddress = 2_000;

    private static int _nextPort = Environment.ProcessId * 37;

    private readonly List<Socket> _open = [];
    private readonly Socket _listener = Listen();
    private readonly Socket _upstream = Listen();
    private readonly Socket _store = Listen();
    private int _made;

    /// <summary>What the gateway's own code would have noted.</summary>
    public TcpTraffic Traffic { get; } = new();

    public SocketCounts EmptyCounts => new(new HashSet<int> { PortOf(_listener) }, Traffic.Endpoints, Traffic.Held);

    public void Accept(int count) => Repeat(count, () => AcceptOne());

    /// <summary>The gateway's end first.</summary>
    public (Socket Near, Socket Far) AcceptOne()
    {
        var client = Open(_listener);
        var near = Accepted(_listener);
        Traffic.ConnectionOpened(TcpSide.Client);
        return (near, client);
    }

    /// <summary>Connections whose handshake is done and that nobody accepts.</summary>
    public IReadOnlyList<Socket> Knock(int count) => [.. Enumerable.Range(0, count).Select(_ => Open(_listener))];

    public void OpenToUpstream(int count) => Repeat(count, () => OpenOneToUpstream());

    public (Socket Near, Socket Far) OpenOneToUpstream()
    {
        Traffic.Connecting(TcpSide.Upstream, (IPEndPoint)_upstream.LocalEndPoint!);
        var near = Open(_upstream);
        Traffic.ConnectionOpened(TcpSide.Upstream);
        return (near, Accepted(_upstream));
    }

    /// <summary>As the store's library does it: it shows its socket before it connects it, and nothing after.</summary>
    public (Socket Near, Socket Far) OpenOneToStore()
    {
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _open.Add(near);
        Traffic.Watch(TcpSide.Store, near);
        near.Connect(_store.LocalEndPoint!);
        return (near, Accepted(_store));
    }

    /// <summary>Both ends are closed, the first of them first: its socket waits.</summary>
    public void Close(Socket first, Socket second, TcpSide side)
    {
        first.Shutdown(SocketShutdown.Send);
        _ = second.Receive(new byte[1]);
        second.Dispose();
        _ = first.Receive(new byte[1]);
        first.Dispose();
        if (side != TcpSide.Store) Traffic.ConnectionClosed(side);
    }

    public void Dispose()
    {
        foreach (var socket in _open) socket.Dispose();
        _listener.Dispose();
        _upstream.Dispose();
        _store.Dispose();
    }

    private static void Repeat(int count, Action act)
    {
        for (var done = 0; done < count; done++) act();
    }

    private Socket Accepted(Socket listener)
    {
        var accepted = listener.Accept();
        _open.Add(accepted);
        return accepted;
    }

    private Socket Open(Socket listener)
    {
        var number = _made++ / ConnectionsFromOneAddress;
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _open.Add(socket);
        socket.Bind(new IPEndPoint(new IPAddress([127, 1, (byte)(number / 250), (byte)(1 + (number % 250))]), 0));
        socket.Connect(listener.LocalEndPoint!);
        return socket;
    }

    // Below the ports the system gives out, and one of which nothing is left: connections of an earlier run wait for a minute.
    private static Socket Listen()
    {
        while (true)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            var port = 10_000 + (Interlocked.Increment(ref _nextPort) % 10_000);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                if (!File.ReadAllText("/proc/net/tcp").Contains($":{port:X4} ", StringComparison.Ordinal))
                {
                    socket.Listen(128);
                    return socket;
                }
            }
            catch (SocketException)
            {
                // Somebody else's.
            }

            socket.Dispose();
        }
    }

    private static int PortOf(Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;
}
