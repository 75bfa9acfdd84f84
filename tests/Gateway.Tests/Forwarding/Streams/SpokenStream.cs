using System.IO.Pipelines;

namespace Gateway.Tests.Forwarding.Streams;

/// <summary>An upstream's end of a connection: says what the test tells it to, and keeps what it hears.</summary>
internal sealed class SpokenStream : Stream
{
    private readonly Pipe _said = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly MemoryStream _heard = new();
    private readonly Stream _reading;

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

    public async Task SayAsync(byte[] bytes) => await _said.Writer.WriteAsync(bytes);

    public async Task HangUpAsync() => await _said.Writer.CompleteAsync();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _reading.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _heard.Write(buffer.Span);
        return ValueTask.CompletedTask;
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
