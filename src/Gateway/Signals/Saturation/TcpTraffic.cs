using System.Net;
using System.Net.Sockets;
using BitFaster.Caching.Lru;

namespace Gateway.Signals.Saturation;

/// <summary>
/// Connections as they are opened and closed, counted where it happens: twice a connection, nothing a request. The other ends are known
/// by the addresses that were connected to, not by the settings: a destination given by name has the addresses its name had.
/// </summary>
internal sealed class TcpTraffic
{
    // Destinations come and go with their containers. Beyond this the longest unused are no longer told apart from strangers.
    private const int MostEndpoints = 4096;

    private readonly FastConcurrentLru<TcpEndpoint, TcpSide> _endpoints = new(MostEndpoints);
    private readonly long[] _opened = new long[TcpSides.All.Count];
    private readonly long[] _closed = new long[TcpSides.All.Count];
    private readonly List<Watched> _watched = [];

    /// <summary>Whom the gateway has connected to, by their addresses.</summary>
    public IReadOnlyDictionary<TcpEndpoint, TcpSide> Endpoints
    {
        get
        {
            LookAtWatched();
            return _endpoints.ToDictionary(known => known.Key, known => known.Value);
        }
    }

    /// <summary>Connections accepted from clients, or opened to others, since the start.</summary>
    public long Opened(TcpSide side)
    {
        LookAtWatched();
        return Volatile.Read(ref _opened[(int)side]);
    }

    /// <summary>Connections this process has open.</summary>
    public long Held(TcpSide side) => Opened(side) - Volatile.Read(ref _closed[(int)side]);

    /// <summary>A connection is about to be opened: what the kernel says of that address counts even while nobody answers there.</summary>
    public void Connecting(TcpSide side, IPEndPoint endpoint) => _endpoints.AddOrUpdate(TcpEndpoint.Of(endpoint), side);

    public void ConnectionOpened(TcpSide side) => Interlocked.Increment(ref _opened[(int)side]);

    public void ConnectionClosed(TcpSide side) => Interlocked.Increment(ref _closed[(int)side]);

    /// <summary>
    /// A socket that a library will connect and close without telling. It is looked at whenever somebody asks, and when the next is made:
    /// one that lived shorter than that is not counted.
    /// </summary>
    public void Watch(TcpSide side, Socket socket)
    {
        LookAtWatched();
        lock (_watched) _watched.Add(new Watched(side, socket));
    }

    private void LookAtWatched()
    {
        lock (_watched) _watched.RemoveAll(watched => watched.IsOver(this));
    }

    private sealed class Watched(TcpSide side, Socket socket)
    {
        private bool _isOpen;

        public bool IsOver(TcpTraffic traffic)
        {
            if (socket.SafeHandle.IsClosed)
            {
                if (_isOpen) traffic.ConnectionClosed(side);
                return true;
            }

            if (!_isOpen && TryGetRemote() is { } remote)
            {
                _isOpen = true;
                traffic.Connecting(side, remote);
                traffic.ConnectionOpened(side);
            }

            return false;
        }

        private IPEndPoint? TryGetRemote()
        {
            try
            {
                return socket.Connected ? socket.RemoteEndPoint as IPEndPoint : null;
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                return null;
            }
        }
    }
}
