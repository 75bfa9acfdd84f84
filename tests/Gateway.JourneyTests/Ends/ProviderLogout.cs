using System.Net;
using Gateway.JourneyTests.Surroundings;
using Gateway.Local.Identity;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.JourneyTests.Ends;

/// <summary>The provider's side of a back-channel logout: tokens under its real key, posted as it would post them.</summary>
internal sealed class ProviderLogout(World world, string identityDirectory)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    private static readonly HttpClient Http = new();
    private static readonly JsonWebTokenHandler Tokens = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly RsaSecurityKey _key = IdentityKeys.Signing(identityDirectory)[0];

    public string Make(Action<Dictionary<string, object>>? change = null, Action<SecurityTokenDescriptor>? changeToken = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = world.Identity.Authority.ToString(),
            ["aud"] = "demo",
            ["iat"] = now,
            ["exp"] = now + 120,
            ["jti"] = Guid.NewGuid().ToString(),
            ["events"] = new Dictionary<string, object> { [Event] = new Dictionary<string, object>() },
        };
        change?.Invoke(claims);
        var token = new SecurityTokenDescriptor
        {
            Claims = claims,
            TokenType = "logout+jwt",
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
        };
        changeToken?.Invoke(token);
        return Tokens.CreateToken(token);
    }

    /// <summary>The public key's bytes as a shared secret: what an algorithm-confusing forger signs with.</summary>
    public SigningCredentials PublicKeyAsSecret() =>
        new(new SymmetricSecurityKey(_key.Rsa.ExportSubjectPublicKeyInfo()) { KeyId = _key.KeyId }, SecurityAlgorithms.HmacSha256);

    public async Task<HttpStatusCode> PostAsync(int replica, params IEnumerable<string> tokens)
    {
        using var form = new FormUrlEncodedContent(tokens.Select(token => KeyValuePair.Create("logout_token", token)));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{world.Gateways[replica].TrafficPort}/bff/backchannel") { Content = form };
        request.Headers.Host = "localhost";
        using var answer = await Http.SendAsync(request);
        if (!answer.Headers.CacheControl!.NoStore) throw new HttpRequestException("The answer to a logout token may be cached.");
        return answer.StatusCode;
    }
}
