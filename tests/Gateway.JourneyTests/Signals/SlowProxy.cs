using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.JourneyTests.Signals;

/// <summary>A TCP proxy that lets a client's bytes wait: each piece of them, or the first of a connection only.</summary>
internal sealed class SlowProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, FreePorts.Next());
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _accepting;
    private readonly Func<int> _target;

    /// <param name="target">The port behind it, asked for at each connection.</param>
    public SlowProxy(Func<int> target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public TimeSpan EachPieceWaits { get; set; }

    public TimeSpan FirstPieceWaits { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_closed.IsCancellationRequested) _ = PassOnAsync(await _listener.AcceptTcpClientAsync(_closed.Token));
    }

    private async Task PassOnAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(FreePorts.Loopback(_target()), _closed.Token);
                await using var near = client.GetStream();
                await using var far = server.GetStream();
                var pieces = Channel.CreateUnbounded<(byte[] Bytes, long From)>();
                await Task.WhenAny(ReadAsync(near, pieces.Writer), WriteAsync(pieces.Reader, far), far.CopyToAsync(near, _closed.Token));
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
            {
                // One of the two has left; the other one learns of it by the end of its connection.
            }
        }
    }

    private async Task ReadAsync(NetworkStream near, ChannelWriter<(byte[] Bytes, long From)> pieces)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await near.ReadAsync(buffer, _closed.Token)) > 0) pieces.TryWrite((buffer[..read], TimeProvider.System.GetTimestamp()));
    }

    // Each piece waits from its own arrival on, as on a long wire: the one before it does not add to it.
    private async Task WriteAsync(ChannelReader<(byte[] Bytes, long From)> pieces, NetworkStream far)
    {
        var first = FirstPieceWaits;
        await foreach (var (bytes, from) in pieces.ReadAllAsync(_closed.Token))
        {
            var wait = EachPieceWaits + first - TimeProvider.System.GetElapsedTime(from);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System, _closed.Token);
            first = TimeSpan.Zero;
            await far.WriteAsync(bytes, _closed.Token);
        }
    }
}
