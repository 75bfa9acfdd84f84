using System.Security.Cryptography;
using System.Text;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// Seals an introspection answer with AES-256-GCM under a key derived (HKDF, RFC 5869) from the token itself and <c>Gateway:Keys:Secret</c>.
/// A dump of the store reveals no claim, and who can write to the store but knows no secret makes nobody an administrator.
/// Layout: format (1) · nonce (12) · ciphertext · tag (16); format and name are additional data.
/// </summary>
internal static class AnswerSeal
{
    private const byte Format = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private static readonly byte[] Purpose = "gateway introspection answer"u8.ToArray();

    public static byte[] Seal(string token, string? secret, string name, ReadOnlySpan<byte> plain)
    {
        var box = new byte[1 + NonceSize + plain.Length + TagSize];
        box[0] = Format;
        var nonce = box.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = Key(token, secret);
        aes.Encrypt(nonce, plain, box.AsSpan(1 + NonceSize, plain.Length), box.AsSpan(^TagSize..), AdditionalData(name));
        return box;
    }

    /// <summary>Null when it was sealed for another token, under another secret or name, or by a release with another format.</summary>
    public static byte[]? Open(string token, string? secret, string name, ReadOnlySpan<byte> box)
    {
        if (box.Length < 1 + NonceSize + TagSize || box[0] != Format) return null;
        var plain = new byte[box.Length - 1 - NonceSize - TagSize];
        try
        {
            using var aes = Key(token, secret);
            aes.Decrypt(box.Slice(1, NonceSize), box[(1 + NonceSize)..^TagSize], box[^TagSize..], plain, AdditionalData(name));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static AesGcm Key(string token, string? secret) => new(
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(token), outputLength: 32, secret is null ? null : Encoding.UTF8.GetBytes(secret), Purpose),
        TagSize);

    private static byte[] AdditionalData(string name) => [Format, .. Encoding.ASCII.GetBytes(name)];
}
