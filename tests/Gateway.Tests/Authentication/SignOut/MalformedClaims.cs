using System.Text.Json.Nodes;

namespace Gateway.Tests.Authentication.SignOut;

/// <summary>Each way in which the claims of a logout token can be wrong (OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6), and what does it to a good one.</summary>
internal static class MalformedClaims
{
    public static IReadOnlyDictionary<string, Action<JsonObject>> Table { get; } = new Dictionary<string, Action<JsonObject>>
    {
        ["no iss"] = claims => claims.Remove("iss"),
        ["another iss"] = claims => claims["iss"] = "https://evil.example",
        ["iss with a slash"] = claims => claims["iss"] = LogoutTokens.Issuer + "/",
        ["no aud"] = claims => claims.Remove("aud"),
        ["another aud"] = claims => claims["aud"] = "office",
        ["one aud of two"] = claims => claims["aud"] = new JsonArray("shop", "office"),
        ["aud that is a number"] = claims => claims["aud"] = new JsonArray(1),
        ["no iat"] = claims => claims.Remove("iat"),
        ["iat long ago"] = claims => claims["iat"] = Now - 3600,
        ["iat in the future"] = claims => claims["iat"] = Now + 3600,
        ["iat that is text"] = claims => claims["iat"] = $"{Now}",
        ["no exp"] = claims => claims.Remove("exp"),
        ["exp long ago"] = claims => claims["exp"] = Now - 600,
        ["exp after the last second"] = claims => claims["exp"] = 253402300799,
        ["absurd exp"] = claims => claims["exp"] = 1e300,
        ["negative exp"] = claims => claims["exp"] = -1,
        ["no jti"] = claims => claims.Remove("jti"),
        ["empty jti"] = claims => claims["jti"] = "",
        ["jti that is a number"] = claims => claims["jti"] = 5,
        ["a nonce"] = claims => claims["nonce"] = "n",
        ["an empty nonce"] = claims => claims["nonce"] = null,
        ["no events"] = claims => claims.Remove("events"),
        ["events that are text"] = claims => claims["events"] = "http://schemas.openid.net/event/backchannel-logout",
        ["events that are a list"] = claims => claims["events"] = new JsonArray("http://schemas.openid.net/event/backchannel-logout"),
        ["another event"] = claims => claims["events"] = new JsonObject { ["http://schemas.openid.net/event/other"] = new JsonObject() },
        ["an event that is no object"] = claims => claims["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = true },
        ["no sub and no sid"] = claims => Remove(claims, "sub", "sid"),
        ["empty sub"] = claims => (claims["sub"], _) = ("", claims.Remove("sid")),
        ["sub that is a list"] = claims => claims["sub"] = new JsonArray("alice"),
        ["sid that is a number"] = claims => claims["sid"] = 7,
    };

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static void Remove(JsonObject claims, params string[] names)
    {
        foreach (var name in names) claims.Remove(name);
    }
}
