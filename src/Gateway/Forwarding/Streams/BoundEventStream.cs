namespace Gateway.Forwarding.Streams;

/// <summary>
/// Server-sent events up to the end: then the answer is complete, and the browser connects again by itself and hears how things
/// stand. An event cut in half is dropped by its parser (WHATWG HTML, 9.2.6).
/// </summary>
internal sealed class BoundEventStream(Stream upstream, Action abort, TimeProvider time) : BoundStream(upstream, abort, time)
{
    public override bool CanWrite => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wake = NextWake;
        if (Ended is not null) return 0;
        if (!await HasDataAsync(wake, cancellationToken) || buffer.IsEmpty) return 0;
        return await ReadDataAsync(buffer, cancellationToken);
    }
}
