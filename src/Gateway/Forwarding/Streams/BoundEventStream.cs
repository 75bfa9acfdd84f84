using Gateway.Sessions.Streams;

namespace Gateway.Forwarding.Streams;

/// <summary>
/// Server-sent events up to the end: then the answer is complete, and the browser connects again by itself and hears how things
/// stand. An event cut in half is dropped by its parser (WHATWG HTML, 9.2.6).
/// </summary>
internal sealed class BoundEventStream(Stream upstream, Action abort, TimeProvider time) : BoundStream(upstream, abort, time)
{
    /// <summary>
    /// Whether the client comes back by itself, as an EventSource does. What was asked for in another way, such as the answer of a
    /// language model to a POST, has an end of its own and is let come to it when a replica leaves.
    /// </summary>
    public bool ComesBack { get; init; } = true;

    public override bool CanWrite => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wake = NextWake;
        if (Ended is not null) return 0;
        if (!await HasDataAsync(wake, cancellationToken) || buffer.IsEmpty) return 0;
        return await ReadDataAsync(buffer, cancellationToken);
    }

    protected override bool Heeds(StreamEnd why) => ComesBack || why != StreamEnd.GoingAway;
}
