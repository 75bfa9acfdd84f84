using System.Buffers.Text;

namespace Gateway.Sessions;

/// <summary>
/// Names a session in Redis, in logs and towards administrators: the SHA-256 of the cookie's secret, base64url, 43 characters.
/// It can end a session but never open or use one.
/// </summary>
internal readonly record struct SessionId(string Value)
{
    private const int Size = 32;
    private const int EncodedLength = 43;

    /// <summary>Accepts what an id can be; anything else names no session.</summary>
    public static bool TryParse(string? text, out SessionId id)
    {
        id = new SessionId(text ?? "");
        return text is { Length: EncodedLength } && Base64Url.IsValid(text, out var decodedLength) && decodedLength == Size;
    }

    public override string ToString() => Value;
}
