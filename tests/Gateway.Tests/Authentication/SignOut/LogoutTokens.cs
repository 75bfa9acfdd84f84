using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Authentication.SignOut;

/// <summary>Logout tokens as a provider makes them, and as nobody should.</summary>
internal static class LogoutTokens
{
    public const string Issuer = "https://id.example.com";
    public const string ClientId = "shop";
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    private static readonly RSA Own = RSA.Create(2048);
    private static readonly RSA Foreign = RSA.Create(2048);

    public static SecurityKey Key => new RsaSecurityKey(Own.ExportParameters(includePrivateParameters: false)) { KeyId = "key-1" };

    public static SecurityKey OldKey => new RsaSecurityKey(Foreign.ExportParameters(includePrivateParameters: false)) { KeyId = "key-0" };

    /// <summary>The key of <see cref="SignForeign"/> as a header may carry it (RFC 7515, 4.1.3).</summary>
    public static JsonObject ForeignJwk()
    {
        var key = Foreign.ExportParameters(includePrivateParameters: false);
        return new() { ["kty"] = "RSA", ["kid"] = "key-1", ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent) };
    }

    public static JsonObject Header() => new() { ["alg"] = "RS256", ["typ"] = "logout+jwt", ["kid"] = "key-1" };

    public static JsonObject Claims(string? subject, string? sid)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["iat"] = now,
            ["exp"] = now + 120,
            ["jti"] = Guid.NewGuid().ToString(),
            ["events"] = new JsonObject { [Event] = new JsonObject() },
        };
        if (subject is not null) claims["sub"] = subject;
        if (sid is not null) claims["sid"] = sid;
        return claims;
    }

    public static string Make(string? subject, string? sid, Action<JsonObject>? change = null, Action<JsonObject>? changeHeader = null)
    {
        var (claims, header) = (Claims(subject, sid), Header());
        change?.Invoke(claims);
        changeHeader?.Invoke(header);
        return Sign(header.ToJsonString(), claims.ToJsonString());
    }

    public static string Sign(string header, string claims) => Join(header, claims, text => Own.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string SignForeign(string header, string claims) =>
        Join(header, claims, text => Foreign.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>The public key, which everybody has, taken for a shared secret (algorithm confusion).</summary>
    public static string SignWithThePublicKey(string header, string claims) =>
        Join(header, claims, text => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Own.ExportSubjectPublicKeyInfoPem()), text));

    public static string Unsigned(string header, string claims) => Join(header, claims, _ => []);

    private static string Join(string header, string claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    // One byte a letter, so that a test can write any byte.
    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.Latin1.GetBytes(json));
}
