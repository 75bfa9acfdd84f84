using System.Buffers.Binary;

namespace Gateway.Sessions.Records;

/// <summary>
/// Tells whether a record is still the one that was read, as an entity tag does (RFC 9110, 8.8.3): the first bytes of a sealed record, which
/// hold its revision and the nonce it was sealed with. Every write draws another nonce, so equal stamps are equal records; and should somebody
/// have changed what follows in the store, what was read before he did is what counts.
/// </summary>
internal readonly record struct RecordStamp
{
    public const int Size = 21;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _last;

    private RecordStamp(ReadOnlySpan<byte> start)
    {
        _first = BinaryPrimitives.ReadUInt64BigEndian(start);
        _second = BinaryPrimitives.ReadUInt64BigEndian(start[8..]);
        _last = BinaryPrimitives.ReadUInt64BigEndian(start[(Size - sizeof(ulong))..]);
    }

    /// <param name="record">A sealed record, or its first bytes. What is too short to be one has no stamp.</param>
    public static RecordStamp? Of(ReadOnlySpan<byte> record) => record.Length < Size ? null : new RecordStamp(record);
}
