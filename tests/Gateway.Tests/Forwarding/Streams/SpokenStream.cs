using System.IO.Pipelines;

namespace Gateway.Tests.Forwarding.Streams;

/// <summary>
/// An upstream's end of a connection: says what the test tells it to, and keeps what it hears. It listens only while what it
/// says is taken off it, as an echo does.
/// </summary>
internal sealed class SpokenStream : Stream
{
    private readonly Pipe _said = new(new PipeOptions(pauseWriterThreshold: 1 << 20));
    private readonly MemoryStream _heard = new();
    private readonly Stream _reading;
    private Task _saying = Task.CompletedTask;

    public SpokenStream() => _reading = _said.Reader.AsStream();

    public byte[] Heard => _heard.ToArray();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public Task SayAsync(byte[] bytes) => _saying = _said.Writer.WriteAsync(bytes).AsTask();

    public async Task HangUpAsync() => await _said.Writer.CompleteAsync();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _reading.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _saying.WaitAsync(cancellationToken);
        _heard.Write(buffer.Span);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _said.Writer.Complete();
        _reading.Dispose();
        base.Dispose(disposing);
    }
}
