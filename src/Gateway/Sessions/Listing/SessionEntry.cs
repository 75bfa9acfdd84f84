using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace Gateway.Sessions.Listing;

/// <summary>
/// What an index says of a session: enough to list and to end it, never to open it. As bytes: id (32) · sign-in and absolute end
/// (4 each, seconds since 1970, big endian) · frontend. At every writing the same bytes, since they are a member of a set.
/// </summary>
internal sealed record SessionEntry(SessionId Id, string Frontend, DateTimeOffset SignedInAt, DateTimeOffset EndsAt)
{
    private const int IdSize = 32;
    private const int TimeSize = 4;
    private const int HeaderSize = IdSize + TimeSize + TimeSize;

    public static byte[] Write(UserSession session)
    {
        if (!SessionId.TryParse(session.Id.Value, out _)) throw new ArgumentException("The session's id is no hash.", nameof(session));

        var entry = new byte[HeaderSize + Encoding.UTF8.GetByteCount(session.Frontend)];
        Base64Url.DecodeFromChars(session.Id.Value, entry.AsSpan(0, IdSize));
        WriteTime(entry.AsSpan(IdSize), session.SignedInAt);
        WriteTime(entry.AsSpan(IdSize + TimeSize), session.EndsAt);
        Encoding.UTF8.GetBytes(session.Frontend, entry.AsSpan(HeaderSize));
        return entry;
    }

    /// <summary>Null when the bytes are no entry of this release's.</summary>
    public static SessionEntry? Read(ReadOnlySpan<byte> entry) => entry.Length <= HeaderSize
        ? null
        : new SessionEntry(
            new SessionId(Base64Url.EncodeToString(entry[..IdSize])),
            Encoding.UTF8.GetString(entry[HeaderSize..]),
            ReadTime(entry[IdSize..]),
            ReadTime(entry[(IdSize + TimeSize)..]));

    private static void WriteTime(Span<byte> entry, DateTimeOffset time) =>
        BinaryPrimitives.WriteUInt32BigEndian(entry, (uint)Math.Clamp(time.ToUnixTimeSeconds(), 0, uint.MaxValue));

    private static DateTimeOffset ReadTime(ReadOnlySpan<byte> entry) =>
        DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(entry));
}
