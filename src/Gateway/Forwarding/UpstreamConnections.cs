using System.Net;
using System.Net.Sockets;
using Gateway.Signals.Saturation;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Forwarding;

/// <summary>
/// Opens connections to upstreams just as <see cref="SocketsHttpHandler"/> would, and counts them: its own metric of open connections is
/// written at every request, this at every connection.
/// </summary>
internal sealed class UpstreamConnections(TcpTraffic traffic, TraceContext traces, ILogger<ForwarderHttpClientFactory> logger) : ForwarderHttpClientFactory(logger)
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ConnectCallback = ConnectAsync;
        if (!traces.HasSpans) handler.ActivityHeadersPropagator = null;
    }

    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        foreach (var address in addresses) traffic.Connecting(TcpSide.Upstream, new IPEndPoint(address, port));

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        traffic.ConnectionOpened(TcpSide.Upstream);
        return new UpstreamStream(socket, traffic);
    }

    private sealed class UpstreamStream(Socket socket, TcpTraffic traffic) : NetworkStream(socket, ownsSocket: true)
    {
        private int _isClosed;

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (Interlocked.Exchange(ref _isClosed, 1) == 0) traffic.ConnectionClosed(TcpSide.Upstream);
        }
    }
}
