using System.Buffers;
using MessagePack;

namespace Gateway.Sessions.Records;

/// <summary>
/// A session as bytes: a MessagePack map from field number to value. Numbers are never reused. A field this release does not
/// know is carried along unread, so that an older release writing a record loses nothing of a newer one's.
/// </summary>
/// <remarks>
/// Format 1 is the plain map; format 2 compresses it when that helps. Every release reads both the format it writes and the
/// one before, and a release may write a new format only when the release before it could read it: then any two neighbouring
/// releases share their sessions, in a rollout and in a rollback.
/// </remarks>
internal static class SessionFormat
{
    public const byte Previous = 1;
    public const byte Current = 2;

    /// <summary>Built with <c>-p:WritePreviousSessionFormat=true</c> the gateway is, as far as sessions go, the release before this one.</summary>
#if WRITE_PREVIOUS_SESSION_FORMAT
    public const byte Written = Previous;
#else
    public const byte Written = Current;
#endif

    public static bool CanRead(byte format) => format is Previous or Current;

    public static byte[] Serialize(UserSession session, byte format = Written)
    {
        var fields = WriteFields(session);
        return format == Previous ? fields : SessionCompression.Pack(fields);
    }

    /// <exception cref="InvalidDataException">The bytes are not a session of that format.</exception>
    public static UserSession Deserialize(ReadOnlyMemory<byte> bytes, byte format)
    {
        var reader = new MessagePackReader(format == Previous ? bytes : SessionCompression.Unpack(bytes));
        return SessionFields.Read(ref reader);
    }

    private static byte[] WriteFields(UserSession session)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        var writer = new MessagePackWriter(buffer);
        writer.WriteMapHeader(SessionFields.CountOf(session) + session.UnknownFields.Count);
        SessionFields.Write(ref writer, session);
        foreach (var (number, value) in session.UnknownFields)
        {
            writer.Write(number);
            writer.WriteRaw(value.Span);
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
