using System.Net;
using System.Net.Sockets;

namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>
/// One datagram, one line, as HAProxy's <c>log ADDRESS</c> and nginx's <c>access_log syslog:server=</c> send them. What comes while the buffer is
/// full is lost, and nobody waits for us: such is syslog over UDP.
/// </summary>
internal sealed class SyslogSource : LogSource
{
    public const string Name = "syslog";

    private const int LargestDatagram = 65_535;
    private const int Buffered = 4 * 1024 * 1024;

    private readonly Socket _socket;

    /// <exception cref="SocketException">The address is taken, or none of this machine.</exception>
    public SyslogSource(IPEndPoint address, Comparison comparison, ObserverMetrics metrics, ILogger logger, TimeProvider time)
        : base(Name, comparison, metrics, logger, time)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = Buffered };
        _socket.Bind(address);
    }

    public override void Dispose()
    {
        _socket.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var datagram = new byte[LargestDatagram];
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveAsync(datagram, stoppingToken);
                Take(datagram.AsMemory(0, length));
            }
            catch (SocketException)
            {
                // One datagram's trouble; the next one may be whole.
            }
        }
    }
}
