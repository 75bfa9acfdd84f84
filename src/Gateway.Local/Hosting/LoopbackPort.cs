using System.Net;
using System.Net.Sockets;

namespace Gateway.Local.Hosting;

/// <summary>Ports on this machine, asked of the operating system.</summary>
internal static class LoopbackPort
{
    /// <summary>A port that was free a moment ago. Somebody else may take it before its user does: start again with another one then.</summary>
    public static int Free()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Whether both loopback addresses would let us listen: "localhost" means both.</summary>
    public static bool IsFree(int port) =>
        CanListen(AddressFamily.InterNetwork, new IPEndPoint(IPAddress.Loopback, port))
        && (!Socket.OSSupportsIPv6 || CanListen(AddressFamily.InterNetworkV6, new IPEndPoint(IPAddress.IPv6Loopback, port)));

    private static bool CanListen(AddressFamily family, IPEndPoint address)
    {
        using var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address);
            socket.Listen();
            return true;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode != SocketError.AddressAlreadyInUse;
        }
    }
}
