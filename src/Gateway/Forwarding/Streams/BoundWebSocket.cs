using Gateway.Sessions.Streams;

namespace Gateway.Forwarding.Streams;

/// <summary>
/// A WebSocket's bytes, as they are, until the end: then a Close frame goes to either side where its next message would begin, and
/// where one is in pieces for too long, at the end of a frame: never inside one. What came after it is dropped, and the client's
/// own Close ends the connection.
/// </summary>
internal sealed class BoundWebSocket(Stream upstream, Action abort, TimeProvider time) : BoundStream(upstream, abort, time)
{
    private static readonly TimeSpan WaitForMessageEnd = TimeSpan.FromMilliseconds(500);

#pragma warning disable CA2213 // Whoever waits for it when the stream is disposed must still be let through.
    private readonly SemaphoreSlim _writing = new(1);
#pragma warning restore CA2213
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebSocketFrames _toClient;
    private WebSocketFrames _toUpstream;
    private ReadOnlyMemory<byte> _farewell;
    private bool _clientTold;
    private bool _upstreamTold;
    private volatile bool _settleForFrame;

    /// <summary>The client has sent some of a message.</summary>
    public Action MessageSent { get; init; } = () => { };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var wake = NextWake;
            if (Ended is { } why && !_clientTold && !_toClient.CloseSeen && IsBoundary(_toClient))
            {
                (_farewell, _clientTold) = (CloseFrame.ToClient(why), true);
            }

            if (_clientTold) return await SayFarewellAsync(buffer, cancellationToken);
            if (!await HasDataAsync(wake, cancellationToken)) continue;
            if (buffer.IsEmpty) return 0;

            var read = await ReadDataAsync(buffer, cancellationToken);
            if (Ended is null) _toClient.Pass(buffer.Span[..read]);
            else if (read > 0) read = _toClient.PassToEnd(buffer.Span[..read], ofMessage: !_settleForFrame);
            return read;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (Ended is null) await PassOnAsync(buffer, cancellationToken);
            else await FinishClientAsync(buffer, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }

        if (_toUpstream.MessageSeen) MessageSent();
        _toUpstream.MessageSeen = false;
    }

    protected override void OnEnd(StreamEnd why, TimeProvider clock) => _ = EndUpstreamAsync(clock);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _answered.TrySetResult();
    }

    private bool IsBoundary(in WebSocketFrames frames) => _settleForFrame ? frames.BetweenFrames : frames.BetweenMessages;

    private async ValueTask<int> SayFarewellAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.IsEmpty) return 0;
        if (_farewell.IsEmpty)
        {
            await AwaitAnswerAsync(buffer, cancellationToken);
            return 0;
        }

        var said = Math.Min(_farewell.Length, buffer.Length);
        _farewell[..said].CopyTo(buffer);
        _farewell = _farewell[said..];
        return said;
    }

    /// <summary>
    /// Goes on reading what the upstream says, for nobody: one that cannot say it might not listen either, and the client's
    /// message that is still on its way there would keep back the client's Close.
    /// </summary>
    private async ValueTask AwaitAnswerAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            while (!_answered.Task.IsCompleted)
            {
                if (await HasDataAsync(_answered.Task, cancellationToken) && await ReadDataAsync(buffer, cancellationToken) == 0) break;
            }
        }
        catch (IOException)
        {
            // The upstream has hung up first.
        }

        await _answered.Task.WaitAsync(cancellationToken);
    }

    private async ValueTask PassOnAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await Upstream.WriteAsync(buffer, cancellationToken);
        _toUpstream.Pass(buffer.Span);
        if (_toUpstream.CloseSeen) _answered.TrySetResult();
        // The end may have come while this was written, and found the frame unfinished.
        if (Ended is not null) await TellUpstreamAsync(cancellationToken);
    }

    /// <summary>What the client had begun when the end came goes to the upstream whole; behind it only the client's Close counts.</summary>
    private async ValueTask FinishClientAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await TellUpstreamAsync(cancellationToken);
        if (!_upstreamTold && !_toUpstream.CloseSeen)
        {
            var passed = _toUpstream.PassToEnd(buffer.Span, ofMessage: !_settleForFrame);
            await Upstream.WriteAsync(buffer[..passed], cancellationToken);
            buffer = buffer[passed..];
            await TellUpstreamAsync(cancellationToken);
        }

        _toUpstream.Pass(buffer.Span);
        if (_toUpstream.CloseSeen) _answered.TrySetResult();
    }

    private async Task EndUpstreamAsync(TimeProvider clock)
    {
        await TryTellUpstreamAsync();
        await Task.Delay(WaitForMessageEnd, clock);
        _settleForFrame = true;
        Wake();
        await TryTellUpstreamAsync();
    }

    private async Task TryTellUpstreamAsync()
    {
        await _writing.WaitAsync();
        try
        {
            await TellUpstreamAsync(CancellationToken.None);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The upstream has hung up first.
        }
        finally
        {
            _writing.Release();
        }
    }

    private async ValueTask TellUpstreamAsync(CancellationToken cancellationToken)
    {
        if (_upstreamTold || IsDisposed || _toUpstream.CloseSeen || !IsBoundary(_toUpstream)) return;
        _upstreamTold = true;
        await Upstream.WriteAsync(CloseFrame.ToServer(Ended!.Value), cancellationToken);
        await Upstream.FlushAsync(cancellationToken);
    }
}
