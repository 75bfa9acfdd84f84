using MessagePack;

namespace Gateway.Authentication.Tokens;

/// <summary>A refresh token of an ended session that the provider is still to be told of. Its token never appears in its text form.</summary>
internal sealed record RevocationOrder(string Frontend, string Session, string RefreshToken, DateTimeOffset GivenAt)
{
    private const int Fields = 4;

    public byte[] Serialize()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(Fields);
        writer.Write(Frontend);
        writer.Write(Session);
        writer.Write(RefreshToken);
        writer.Write(GivenAt.ToUnixTimeMilliseconds());
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Throws when the bytes are no order.</summary>
    public static RevocationOrder Deserialize(byte[] bytes)
    {
        var reader = new MessagePackReader(bytes);
        // A newer release may add fields at the end.
        if (reader.ReadArrayHeader() < Fields) throw new MessagePackSerializationException("An order lacks a field.");
        return new RevocationOrder(
            reader.ReadString() ?? "", reader.ReadString() ?? "", reader.ReadString() ?? "", DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()));
    }

    public override string ToString() => $"(revocation for session {Session})";
}
