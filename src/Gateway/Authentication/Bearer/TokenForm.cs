using System.Buffers;

namespace Gateway.Authentication.Bearer;

internal enum TokenKind
{
    /// <summary>A signed JWT in its compact form (RFC 7519, RFC 7515 3.1).</summary>
    Jwt,

    /// <summary>An encrypted JWT (RFC 7516 3.1). Refused: nobody encrypts to the gateway, and unpacking one costs more than sending it.</summary>
    Encrypted,

    /// <summary>Means something to its issuer only.</summary>
    Opaque,
}

/// <summary>What can be said of a token by looking at its letters.</summary>
internal static class TokenForm
{
    /// <summary>Longer ones are refused before any work is done on them.</summary>
    public const int Longest = 16 * 1024;

    private const string Base64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    // RFC 6750, 2.1: b64token.
    private static readonly SearchValues<char> TokenLetters = SearchValues.Create(Base64Url + ".~+/=");

    private static readonly SearchValues<char> JwtLetters = SearchValues.Create(Base64Url + ".");

    public static bool IsToken(ReadOnlySpan<char> token) => !token.IsEmpty && !token.ContainsAnyExcept(TokenLetters);

    // Empty parts count: an unsigned JWT ends with one, and must not be taken for opaque and shown to a provider.
    public static TokenKind KindOf(ReadOnlySpan<char> token)
    {
        if (token.ContainsAnyExcept(JwtLetters)) return TokenKind.Opaque;
        return token.Count('.') switch
        {
            2 => TokenKind.Jwt,
            4 => TokenKind.Encrypted,
            _ => TokenKind.Opaque,
        };
    }
}
