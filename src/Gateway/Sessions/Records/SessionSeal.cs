using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Gateway.Redis;
using MessagePack;

namespace Gateway.Sessions.Records;

/// <summary>
/// Seals a session's record with AES-256-GCM (NIST SP 800-38D) under a key only the cookie's holder can derive.
/// Layout: format (1) · revision (8, big endian) · nonce (12) · ciphertext · tag (16). Format, revision and the record's key
/// name are additional data: a record moved to another key, or given another revision, does not open.
/// </summary>
internal static class SessionSeal
{
    public const int RevisionOffset = 1;
    public const int RevisionSize = 8;

    private const int HeaderSize = RevisionOffset + RevisionSize;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static byte[] Seal(SessionSecret secret, UserSession session, long revision, byte format = SessionFormat.Written)
    {
        var plain = SessionFormat.Serialize(session, format);
        var sealedRecord = new byte[HeaderSize + NonceSize + plain.Length + TagSize];
        var header = sealedRecord.AsSpan(0, HeaderSize);
        var nonce = sealedRecord.AsSpan(HeaderSize, NonceSize);
        header[0] = format;
        BinaryPrimitives.WriteInt64BigEndian(header[RevisionOffset..], revision);
        RandomNumberGenerator.Fill(nonce);

        using var aes = new AesGcm(secret.DeriveSealingKey(), TagSize);
        aes.Encrypt(nonce, plain, sealedRecord.AsSpan(HeaderSize + NonceSize, plain.Length), sealedRecord.AsSpan(^TagSize..), AdditionalData(secret, header));
        return sealedRecord;
    }

    /// <summary>Null when the record cannot be read: another release's format, or not sealed for this session. It is left as it is.</summary>
    public static OpenedRecord? Open(SessionSecret secret, ReadOnlySpan<byte> sealedRecord)
    {
        if (sealedRecord.Length < HeaderSize + NonceSize + TagSize || !SessionFormat.CanRead(sealedRecord[0])) return null;

        var header = sealedRecord[..HeaderSize];
        var nonce = sealedRecord.Slice(HeaderSize, NonceSize);
        var ciphertext = sealedRecord[(HeaderSize + NonceSize)..^TagSize];
        var plain = new byte[ciphertext.Length];
        try
        {
            using var aes = new AesGcm(secret.DeriveSealingKey(), TagSize);
            aes.Decrypt(nonce, ciphertext, sealedRecord[^TagSize..], plain, AdditionalData(secret, header));
            var session = SessionFormat.Deserialize(plain, header[0]);
            return session.Id == secret.Id ? new OpenedRecord(session, BinaryPrimitives.ReadInt64BigEndian(header[RevisionOffset..]), RecordStamp.Of(sealedRecord)) : null;
        }
        catch (Exception unreadable)
            when (unreadable is CryptographicException or MessagePackSerializationException or EndOfStreamException or InvalidDataException
                or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static byte[] AdditionalData(SessionSecret secret, ReadOnlySpan<byte> header) =>
        [.. header, .. Encoding.ASCII.GetBytes(RedisKeys.Session(secret.Id.Value))];
}

internal sealed record OpenedRecord(UserSession Session, long Revision, RecordStamp? Stamp);
