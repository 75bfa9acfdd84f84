using Gateway.Sessions.Streams;

namespace Gateway.Forwarding.Streams;

/// <summary>
/// Stands in YARP's copying in the place of the upstream's stream, so that it can end both directions. Reads wait for data and for
/// the end at once; a read into the caller's buffer is begun only when there is data, since it could not be taken back.
/// Whatever is still open two seconds after the end is cut off.
/// </summary>
internal abstract class BoundStream(Stream upstream, Action abort, TimeProvider time) : Stream, IBoundStream
{
    // RFC 6455 leaves it to the server how long it waits for the client's answer to a Close.
    private static readonly TimeSpan CutAfter = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private volatile TaskCompletionSource _wake = NewSignal();
    private Task? _waiting;
    private bool _hasData;
    private int _why;
    private bool _disposed;

    /// <summary>The last thing a disposed stream does.</summary>
    public Action Closed { get; init; } = () => { };

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    protected Stream Upstream => upstream;

    protected bool IsDisposed
    {
        get
        {
            lock (_gate) return _disposed;
        }
    }

    protected StreamEnd? Ended => Volatile.Read(ref _why) is var why and not 0 ? (StreamEnd)why : null;

    public void End(StreamEnd why)
    {
        if (!Heeds(why) || Interlocked.CompareExchange(ref _why, (int)why, 0) != 0) return;
        Wake();
        _ = CutLaterAsync();
        OnEnd(why, time);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => upstream.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected virtual bool Heeds(StreamEnd why) => true;

    protected virtual void OnEnd(StreamEnd why, TimeProvider clock)
    {
    }

    /// <summary>Completes when a reader that waits should look again at how things stand. Take it before looking.</summary>
    protected Task NextWake => _wake.Task;

    protected void Wake() => Interlocked.Exchange(ref _wake, NewSignal()).TrySetResult();

    /// <summary>True when the upstream has something to read, or has ended; false when woken instead.</summary>
    protected async ValueTask<bool> HasDataAsync(Task wake, CancellationToken cancellationToken)
    {
        if (_hasData) return true;
        if (_waiting is null)
        {
            // A read of no bytes waits for data without holding a buffer.
            var read = upstream.ReadAsync(Memory<byte>.Empty, cancellationToken);
            if (read.IsCompleted)
            {
                await read;
                return _hasData = true;
            }

            _waiting = read.AsTask();
        }

        if (await Task.WhenAny(_waiting, wake) == wake) return false;
        await _waiting;
        _waiting = null;
        return _hasData = true;
    }

    protected ValueTask<int> ReadDataAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _hasData = false;
        return upstream.ReadAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
        }

        Wake();
        upstream.Dispose();
        // A wait that was left behind fails now, and nobody asks how.
        _ = _waiting?.ContinueWith(static left => _ = left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        Closed();
        base.Dispose(disposing);
    }

    private async Task CutLaterAsync()
    {
        await Task.Delay(CutAfter, time);
        // The request's context is its own until the stream is disposed, and may be another request's afterwards.
        lock (_gate)
        {
            if (!_disposed) abort();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
