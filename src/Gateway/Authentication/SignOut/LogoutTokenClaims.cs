using System.Text.Json;

namespace Gateway.Authentication.SignOut;

/// <summary>The claims a logout token must have and must not have: OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6.</summary>
internal static class LogoutTokenClaims
{
    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";

    // How far the clocks of provider and gateway may be apart, and how long a token may have been on its way.
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(10);

    // The last second of the year 9999: what lies beyond is no time.
    private const double LastSecond = 253402300799;

    public static LogoutTokenOutcome Check(JsonElement claims, string issuer, string clientId, DateTimeOffset now)
    {
        if (Text(claims, "iss") is not { } said || said != issuer) return Reject("it is of another issuer");
        if (!IsFor(claims, clientId)) return Reject("it is for another client");
        if (Time(claims, "exp") is not { } expires) return Reject("it has no exp");
        if (Time(claims, "iat") is not { } issued) return Reject("it has no iat");
        // Subtracted: exp may be the end of time.
        if (now - Skew > expires) return Reject("it has expired");
        if (issued > now + Skew || now - issued > Oldest + Skew) return Reject("it was not issued just now");
        if (Text(claims, "jti") is not { Length: > 0 } id) return Reject("it has no jti");
        if (claims.TryGetProperty("nonce", out _)) return Reject("it has a nonce, as identity tokens do");
        if (!IsLogout(claims)) return Reject("it is not of the logout event");

        var (hasSubject, subject) = Optional(claims, "sub");
        var (hasSession, session) = Optional(claims, "sid");
        if ((hasSubject && subject is null) || (hasSession && session is null)) return Reject("its sub or sid is no text");
        if (subject is null && session is null) return Reject("it names neither sub nor sid");

        var usableUntil = expires < issued + Oldest ? expires : issued + Oldest;
        return new LogoutTokenOutcome.Valid(new LogoutToken(issuer, clientId, id, subject, session, usableUntil + Skew));
    }

    private static LogoutTokenOutcome.Rejected Reject(string reason) => new LogoutTokenOutcome.Rejected(reason);

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.String ? claim.GetString() : null;

    private static (bool IsThere, string? Text) Optional(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out _) ? (true, Text(claims, name) is { Length: > 0 } text ? text : null) : (false, null);

    // OpenID Connect Core 1.0, 3.1.3.7: further audiences must be trusted ones, and we know of none.
    private static bool IsFor(JsonElement claims, string clientId) => claims.TryGetProperty("aud", out var audience) && audience.ValueKind switch
    {
        JsonValueKind.String => audience.GetString() == clientId,
        JsonValueKind.Array => audience.GetArrayLength() == 1 && audience[0].ValueKind == JsonValueKind.String && audience[0].GetString() == clientId,
        _ => false,
    };

    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.Number
        && claim.TryGetDouble(out var seconds) && seconds is > 0 and < LastSecond
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    private static bool IsLogout(JsonElement claims) =>
        claims.TryGetProperty("events", out var events) && events.ValueKind == JsonValueKind.Object
        && events.TryGetProperty(LogoutEvent, out var logout) && logout.ValueKind == JsonValueKind.Object;
}
