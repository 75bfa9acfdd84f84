using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

/// <summary>Sessions as sign-ins make them.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-03-02T12:00:00Z", CultureInfo.InvariantCulture);

    public static UserSession Session(SessionSecret secret, DateTimeOffset? signedInAt = null) => Session(secret.Id, signedInAt);

    public static UserSession Session(SessionId id, DateTimeOffset? signedInAt = null)
    {
        var at = signedInAt ?? Noon;
        return new UserSession
        {
            Id = id,
            Frontend = "shop",
            Subject = "alice",
            ProviderSession = "provider-session-1",
            ProviderSessionState = "state.1",
            Claims = [new("sub", "alice"), new("name", "Alice Ångström"), new("role", "buyer"), new("role", "admin")],
            Scope = "openid profile orders.write",
            Tokens = new SessionTokens
            {
                AccessToken = "access-token-of-alice",
                AccessTokenExpiresAt = at.AddMinutes(10),
                RefreshToken = "refresh-token-of-alice",
                IdToken = "id-token-of-alice",
            },
            SignedInAt = at,
            EndsAt = at.AddHours(12),
        };
    }

    /// <summary>As large as they commonly are: two JWTs of 900 bytes and twelve claims.</summary>
    public static UserSession Large(SessionId id)
    {
        string[] names = ["sub", "name", "given_name", "family_name", "email", "email_verified", "locale", "zoneinfo", "role", "department", "sid", "amr"];
        return Session(id) with
        {
            Claims = [.. names.Select((name, number) => new SessionClaim(name, $"value {number} of alice.angstrom@shop.example.com"))],
            Tokens = new SessionTokens
            {
                AccessToken = Jwt(900, seed: 1),
                AccessTokenIssuedAt = Noon,
                AccessTokenExpiresAt = Noon.AddMinutes(10),
                RefreshToken = Noise(64, seed: 3),
                IdToken = Jwt(900, seed: 2),
            },
        };
    }

    private static string Jwt(int length, int seed)
    {
        var header = Encode("""{"alg":"RS256","typ":"at+jwt","kid":"2026-03"}""");
        var payload = Encode(JsonSerializer.Serialize(new
        {
            iss = "https://id.example.com",
            sub = "alice",
            aud = new[] { "orders", "payments" },
            client_id = "shop",
            scope = "openid profile offline_access orders.write",
            exp = 1772453400,
            iat = 1772452800,
            jti = Noise(22, seed),
            email = "alice.angstrom@shop.example.com",
            role = new[] { "buyer", "admin" },
        }));
        var unsigned = $"{header}.{payload}.";
        return unsigned + Noise(length - unsigned.Length, seed + 100);
    }

    private static string Encode(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    // The same "random" characters in every run: a linear congruential generator, no secret.
    private static string Noise(int length, int seed)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var state = (ulong)seed;
        var text = new StringBuilder(length);
        for (var i = 0; i < length; i++)
        {
            state = (state * 6364136223846793005UL) + 1442695040888963407UL;
            text.Append(alphabet[(int)(state >> 58)]);
        }

        return text.ToString();
    }
}
