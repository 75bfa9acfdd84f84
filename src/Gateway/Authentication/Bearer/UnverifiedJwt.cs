using System.Buffers.Text;
using System.Text.Json;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// A JWT that could be accepted if its signature is good: everything that can be refused without a key has been, before anybody is
/// asked for one (RFC 8725, RFC 9068).
/// </summary>
internal sealed class UnverifiedJwt : IDisposable
{
    // RFC 9068, 2.1, and what most providers write. A logout token or an identity token that says what it is, is no access token.
    private static readonly string[] Types = ["jwt", "at+jwt", "application/at+jwt"];

    // RFC 7515, 4.1.2 to 4.1.6: keys chosen by whoever wrote the token (RFC 8725, 3.10). 4.1.11: extensions we do not know. RFC 7516, 4.1.3: only an encrypted token has one.
    private static readonly string[] Refused = ["jku", "x5u", "jwk", "x5c", "crit", "zip"];

    // Of identity tokens (OpenID Connect Core 2, 3.3.2.11) and logout tokens (Back-Channel Logout 2.4), made for a client that may share its name with an audience.
    private static readonly string[] OfOtherTokens = ["nonce", "at_hash", "c_hash", "events"];

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly JsonDocument _payload;

    private UnverifiedJwt(string algorithm, string? keyId, string issuer, DateTimeOffset expires, JsonDocument payload) =>
        (Algorithm, KeyId, Issuer, Expires, _payload) = (algorithm, keyId, issuer, expires, payload);

    public string Algorithm { get; }

    public string? KeyId { get; }

    public string Issuer { get; }

    public DateTimeOffset Expires { get; }

    public JsonElement Claims => _payload.RootElement;

    public static UnverifiedJwt? Read(string token, DateTimeOffset now, out TokenOutcome.Rejected? refusal)
    {
        JsonDocument? payload = null;
        UnverifiedJwt? read = null;
        try
        {
            var parts = token.Split('.');
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]), Strict);
            payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]), Strict);
            refusal = Refusal(header.RootElement, parts[2].Length > 0) ?? Refusal(payload.RootElement, now);
            if (refusal is null) read = Make(header.RootElement, payload);
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or InvalidOperationException)
        {
            refusal = new("malformed", IsDefinite: true);
        }
        finally
        {
            if (read is null) payload?.Dispose();
        }

        return read;
    }

    /// <summary>When it would expire by its own word; null when it does not say so in a way that counts.</summary>
    public static DateTimeOffset? ExpiryOf(string token)
    {
        try
        {
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]), Strict);
            return ClaimRules.TryReadTime(payload.RootElement, "exp", out var expires) ? expires : null;
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    public void Dispose() => _payload.Dispose();

    private static UnverifiedJwt Make(JsonElement header, JsonDocument payload)
    {
        ClaimRules.TryReadTime(payload.RootElement, "exp", out var expires);
        return new UnverifiedJwt(
            ClaimRules.Text(header, "alg")!, ClaimRules.Text(header, "kid"), ClaimRules.Text(payload.RootElement, "iss")!, expires!.Value, payload);
    }

    private static TokenOutcome.Rejected? Refusal(JsonElement header, bool isSigned)
    {
        if (!isSigned || !BearerIssuer.IsAsymmetric(ClaimRules.Text(header, "alg"))) return new("its algorithm is not accepted", IsDefinite: true);
        if (Refused.FirstOrDefault(name => header.TryGetProperty(name, out _)) is { } name) return new($"its header has {name}", IsDefinite: true);
        if (header.TryGetProperty("typ", out _) && !Types.Contains(ClaimRules.Text(header, "typ"), StringComparer.OrdinalIgnoreCase))
        {
            return new("it is no access token", IsDefinite: true);
        }

        return header.TryGetProperty("kid", out _) && ClaimRules.Text(header, "kid") is not { Length: > 0 } ? new("malformed", IsDefinite: true) : null;
    }

    private static TokenOutcome.Rejected? Refusal(JsonElement claims, DateTimeOffset now)
    {
        var datable = ClaimRules.TryReadTime(claims, "exp", out var expires)
            & ClaimRules.TryReadTime(claims, "nbf", out var notBefore)
            & ClaimRules.TryReadTime(claims, "iat", out _);
        if (!datable) return new("its dates mean nothing", IsDefinite: true);
        if (expires is null) return new("it does not say when it expires", IsDefinite: true);
        if (ClaimRules.Text(claims, "iss") is not { Length: > 0 }) return new("it names no issuer", IsDefinite: true);
        if (OfOtherTokens.Any(name => claims.TryGetProperty(name, out _))) return new("it is no access token", IsDefinite: true);
        if (ClaimRules.IsBoundToSender(claims)) return ClaimRules.NeedsProof;
        return ClaimRules.OutOfTime(notBefore, expires, now);
    }
}
