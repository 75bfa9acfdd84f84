using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Gateway.Sessions;

/// <summary>
/// What the browser holds: 256 random bits. Only its hash is stored (<see cref="Id"/>), and the record is sealed with a key
/// derived from it, so a copy of the store opens no session.
/// </summary>
internal sealed class SessionSecret
{
    private const string CookiePrefix = "v1.";
    private const int Size = 32;
    private const int EncodedLength = 43;

    private static readonly byte[] SealingPurpose = "gateway session record"u8.ToArray();

    private readonly byte[] _bits;

    private SessionSecret(byte[] bits)
    {
        _bits = bits;
        Id = new SessionId(Base64Url.EncodeToString(SHA256.HashData(bits)));
    }

    public SessionId Id { get; }

    public static SessionSecret Create() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>Accepts exactly what <see cref="ToCookieValue"/> writes; anything else is not a session cookie.</summary>
    public static bool TryParse(ReadOnlySpan<char> cookieValue, [NotNullWhen(true)] out SessionSecret? secret)
    {
        Span<byte> bits = stackalloc byte[Size];
        secret = TryDecode(cookieValue, bits) ? new SessionSecret(bits.ToArray()) : null;
        return secret is not null;
    }

    /// <summary>The memory's key of a cookie's session, where the cookie is one: nothing is made for those that memory knows.</summary>
    public static bool TryReadKey(ReadOnlySpan<char> cookieValue, out SessionKey key)
    {
        Span<byte> bits = stackalloc byte[Size];
        var isRead = TryDecode(cookieValue, bits);
        key = isRead ? SessionKey.Of(bits) : default;
        return isRead;
    }

    public string ToCookieValue() => CookiePrefix + Base64Url.EncodeToString(_bits);

    /// <summary>HKDF-SHA-256 (RFC 5869) of the secret: the key that seals this session's record.</summary>
    public byte[] DeriveSealingKey() => HKDF.DeriveKey(HashAlgorithmName.SHA256, _bits, outputLength: 32, salt: null, SealingPurpose);

    public override string ToString() => $"(secret of {Id})";

    private static bool TryDecode(ReadOnlySpan<char> cookieValue, Span<byte> bits)
    {
        if (cookieValue.Length != CookiePrefix.Length + EncodedLength || !cookieValue.StartsWith(CookiePrefix)) return false;

        var encoded = cookieValue[CookiePrefix.Length..];
        return Base64Url.IsValid(encoded, out var decodedLength) && decodedLength == Size && Base64Url.TryDecodeFromChars(encoded, bits, out _);
    }
}
