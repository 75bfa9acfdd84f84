using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Authentication.Bearer;

/// <summary>SHA-256 of a token, or of what of it is signed. Names it wherever it must be named, in memory, in Redis and between replicas; the token itself is kept nowhere.</summary>
internal readonly record struct TokenHash(long A, long B, long C, long D)
{
    public const int Size = 32;

    private const int OnStack = 2048;

    /// <summary>Of a token of at most <see cref="TokenForm.Longest"/> ASCII letters. Allocates nothing.</summary>
    public static TokenHash Of(ReadOnlySpan<char> token)
    {
        byte[]? rented = null;
        var bytes = token.Length <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(token.Length);
        var length = Encoding.ASCII.GetBytes(token, bytes);
        Span<long> hash = stackalloc long[Size / sizeof(long)];
        SHA256.HashData(bytes[..length], MemoryMarshal.AsBytes(hash));
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return new TokenHash(hash[0], hash[1], hash[2], hash[3]);
    }

    /// <summary>
    /// What a revocation names a token by: a JWT without its signature. From one good ECDSA signature (r, s) anybody makes another,
    /// (r, n - s), and the last letter of base64url may have more than one spelling (RFC 4648, 3.5).
    /// </summary>
    public static TokenHash ForRevocation(ReadOnlySpan<char> token) =>
        Of(TokenForm.KindOf(token) == TokenKind.Jwt ? token[..token.LastIndexOf('.')] : token);

    public static bool TryParse(string text, out TokenHash hash)
    {
        Span<long> parts = stackalloc long[Size / sizeof(long)];
        var parsed = Base64Url.IsValid(text, out var size) && size == Size && Base64Url.TryDecodeFromChars(text, MemoryMarshal.AsBytes(parts), out _);
        hash = new TokenHash(parts[0], parts[1], parts[2], parts[3]);
        return parsed;
    }

    public override string ToString()
    {
        Span<long> parts = [A, B, C, D];
        return Base64Url.EncodeToString(MemoryMarshal.AsBytes(parts));
    }

    // The bits of a hash are as good as random: any of them will do.
    public override int GetHashCode() => A.GetHashCode();
}

/// <summary>
/// What a cached result is found by: the issuers' configuration it was made under, and the token. Policies are not part of it, because
/// they are held against every request and not against the token.
/// </summary>
internal readonly record struct TokenKey(long Configuration, TokenHash Token)
{
    /// <summary>Its name in the store: SHA-256 over both.</summary>
    public string ToStoreName()
    {
        Span<long> parts = [Configuration, Token.A, Token.B, Token.C, Token.D];
        return Base64Url.EncodeToString(SHA256.HashData(MemoryMarshal.AsBytes(parts)));
    }

    public override int GetHashCode() => Token.GetHashCode();
}
