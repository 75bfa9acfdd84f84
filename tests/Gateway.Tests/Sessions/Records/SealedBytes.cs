using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Gateway.Redis;
using Gateway.Sessions;

namespace Gateway.Tests.Sessions.Records;

/// <summary>The layout of a sealed record, written down a second time: what other releases wrote and will write.</summary>
internal static class SealedBytes
{
    public const int HeaderSize = 9;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Seals bytes that this release would not write, as a release that would does it.</summary>
    public static byte[] Seal(SessionSecret secret, byte format, long revision, byte[] plain)
    {
        var header = new byte[HeaderSize];
        header[0] = format;
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(1), revision);
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var ciphertext = new byte[plain.Length];
        var tag = new byte[TagSize];
        using var aes = new AesGcm(secret.DeriveSealingKey(), TagSize);
        byte[] additionalData = [.. header, .. Encoding.ASCII.GetBytes(RedisKeys.Session(secret.Id.Value))];
        aes.Encrypt(nonce, plain, ciphertext, tag, additionalData);
        return [.. header, .. nonce, .. ciphertext, .. tag];
    }
}
