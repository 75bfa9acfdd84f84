using System.Text.Json;

namespace Gateway.Authentication.Bearer;

/// <summary>The rules for claims that a JWT and an introspection answer have in common (RFC 7519 4.1, RFC 7662 2.2).</summary>
internal static class ClaimRules
{
    /// <summary>What clocks may differ by. It decides whether a token is accepted now, and is never added to how long it is believed.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    public static readonly TokenOutcome.Rejected NeedsProof = new("it needs its sender's proof, which is not checked here", IsDefinite: true);

    // The year 9999 ends; beyond it, and in numbers no clock counts to (1e300), dates mean nothing.
    private const double Latest = 253_402_300_799;

    public static string? Text(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) ? Text(value) : null;

    /// <summary>RFC 7519, 2: NumericDate, which may have a fraction. False when it is there and is none.</summary>
    public static bool TryReadTime(JsonElement claims, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!claims.TryGetProperty(name, out var value)) return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds) || seconds is not (> 0 and <= Latest)) return false;
        time = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return true;
    }

    public static bool IsFor(JsonElement claims, IEnumerable<string> audiences)
    {
        if (!claims.TryGetProperty("aud", out var audience)) return false;
        return audience.ValueKind == JsonValueKind.Array
            ? audience.EnumerateArray().Any(one => audiences.Contains(Text(one), StringComparer.Ordinal))
            : audiences.Contains(Text(audience), StringComparer.Ordinal);
    }

    /// <summary>RFC 8705, 3 and RFC 9449, 6: whoever holds such a token without the key it names may not use it, so it is no bearer token.</summary>
    public static bool IsBoundToSender(JsonElement claims) => claims.TryGetProperty("cnf", out _);

    /// <summary>Null when the token may be used now. Whoever is early may come again; whoever is late may not.</summary>
    public static TokenOutcome.Rejected? OutOfTime(DateTimeOffset? notBefore, DateTimeOffset? expires, DateTimeOffset now)
    {
        // Now is moved, not the token's dates: those may be the last there are.
        if (expires <= now - Skew) return new("expired", IsDefinite: true);
        return notBefore > now + Skew ? new("not valid yet", IsDefinite: false) : null;
    }

    // JSON can spell half a character, and be written in bytes that are no UTF-8: that is no text, and found out only when it is read.
    private static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
