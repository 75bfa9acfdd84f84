using System.Buffers.Text;
using System.Text.Json;

namespace Gateway.Authentication.SignOut;

/// <summary>
/// The text of a token taken apart: a signed JWT in compact form (RFC 7515, 7.1), its header one we accept. Nothing is believed yet.
/// Names that occur twice are refused: two readers could take different ones.
/// </summary>
internal static class LogoutTokenText
{
    public const int Longest = 16 * 1024;

    // OpenID Connect Back-Channel Logout 1.0, 2.4 recommends the last one; many providers write the first, or none.
    private static readonly string[] Types = ["JWT", "logout+jwt", "application/logout+jwt"];

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Its claims, or why not.</summary>
    public static (JsonElement? Claims, string? Problem) Read(string token, IReadOnlyCollection<string> algorithms)
    {
        if (token.Length > Longest) return (null, "it is too long");
        if (token.Split('.') is not [var header, var payload, { Length: > 0 }]) return (null, "it is no signed token");
        if (Parse(header) is not { } head || Parse(payload) is not { } claims) return (null, "it cannot be read");
        if (head.TryGetProperty("crit", out _)) return (null, "its header demands an extension");
        if (!head.TryGetProperty("alg", out var alg) || alg.ValueKind != JsonValueKind.String || !algorithms.Contains(alg.GetString()!))
        {
            return (null, "its algorithm is not accepted");
        }

        var isTyped = head.TryGetProperty("typ", out var type);
        if (isTyped && (type.ValueKind != JsonValueKind.String || !Types.Contains(type.GetString(), StringComparer.OrdinalIgnoreCase)))
        {
            return (null, "it is a token of another type");
        }

        return (claims, null);
    }

    private static JsonElement? Parse(string encoded)
    {
        try
        {
            var json = Base64Url.DecodeFromChars(encoded);
            ReadEveryText(json);
            using var parsed = JsonDocument.Parse(json, Strict);
            return parsed.RootElement.ValueKind == JsonValueKind.Object ? parsed.RootElement.Clone() : null;
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // The document would find bytes that are no text, and halves of surrogate pairs, only where it is asked for them.
    private static void ReadEveryText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String) reader.GetString();
        }
    }
}
