using System.Net;
using System.Security.Cryptography;
using Gateway.JourneyTests.Surroundings;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.JourneyTests.Ends;

/// <summary>The provider signs a user out, at one replica of three: everywhere, and only whom it means.</summary>
[Collection(WaitingJourneys.Name)]
public sealed class BackChannelLogoutTests
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_valid_token_ends_the_right_session_on_all_replicas_and_a_malformed_one_ends_none()
    {
        var identity = "";
        await using var world = await World.StartAsync(new WorldOptions
        {
            Settings = new Dictionary<string, string> { ["Gateway:Sessions:RememberFor"] = "00:10:00" },
            Identity = options =>
            {
                identity = options.DataDirectory;
                return options;
            },
        });
        var provider = new ProviderLogout(world, identity);
        var (laptop, phone, bob) = (await SignInAsync(world, "alice"), await SignInAsync(world, "alice"), await SignInAsync(world, "bob"));

        foreach (var (what, tokens) in Malformed(provider, laptop))
        {
            Assert.True(await provider.PostAsync(1, tokens) == HttpStatusCode.BadRequest, what);
            Assert.True(!(await laptop.IsSignedInEverywhereAsync()).Contains(false), what);
        }

        var token = provider.Make(claims => (claims["sub"], claims["sid"]) = ("alice", laptop.ProviderSession));
        Assert.Equal(HttpStatusCode.OK, await provider.PostAsync(1, token));
        await IsOutAsync(laptop);
        Assert.DoesNotContain(false, await phone.IsSignedInEverywhereAsync());
        Assert.Equal(HttpStatusCode.BadRequest, await provider.PostAsync(2, token));

        Assert.Equal(HttpStatusCode.OK, await provider.PostAsync(0, provider.Make(claims => claims["sub"] = "alice")));
        await IsOutAsync(phone);
        Assert.DoesNotContain(false, await bob.IsSignedInEverywhereAsync());

        Assert.Equal(HttpStatusCode.OK, await provider.PostAsync(2, provider.Make(claims => claims["sid"] = bob.ProviderSession)));
        await IsOutAsync(bob);
    }

    private static async Task<UserOfReplicas> SignInAsync(World world, string name)
    {
        var user = await UserOfReplicas.SignInAsync(world, name);
        Assert.DoesNotContain(false, await user.IsSignedInEverywhereAsync());
        return user;
    }

    private static Task IsOutAsync(UserOfReplicas user) => Eventually.HoldsAsync(
        async () => !(await user.IsSignedInEverywhereAsync()).Contains(true), Within, () => $"{user.Name} is signed out everywhere");

    private static IEnumerable<(string What, string[] Tokens)> Malformed(ProviderLogout provider, UserOfReplicas user)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        using var foreign = RSA.Create(2048);
        var foreignKey = new SigningCredentials(new RsaSecurityKey(foreign.ExportParameters(true)) { KeyId = "unknown" }, SecurityAlgorithms.RsaSha256);
        yield return ("no iat", [Make(claims => claims.Remove("iat"))]);
        yield return ("no jti", [Make(claims => claims.Remove("jti"))]);
        yield return ("no exp", [Make(claims => claims.Remove("exp"))]);
        yield return ("no events", [Make(claims => claims.Remove("events"))]);
        yield return ("neither sub nor sid", [provider.Make()]);
        yield return ("a nonce", [Make(claims => claims["nonce"] = "n")]);
        yield return ("another audience", [Make(claims => claims["aud"] = "shop")]);
        yield return ("another issuer", [Make(claims => claims["iss"] = "https://evil.example/")]);
        yield return ("expired", [Make(claims => (claims["exp"], claims["iat"]) = (now - 1200, now - 1260))]);
        yield return ("events that are no object", [Make(claims => claims["events"] = "logout")]);
        yield return ("an access token's type", [Make(_ => { }, token => token.TokenType = "at+jwt")]);
        yield return ("unsigned", [Make(_ => { }, token => token.SigningCredentials = null)]);
        yield return ("the public key as a secret", [Make(_ => { }, token => token.SigningCredentials = provider.PublicKeyAsSecret())]);
        yield return ("a foreign key", [Make(_ => { }, token => token.SigningCredentials = foreignKey)]);
        yield return ("two tokens", [Make(_ => { }), Make(_ => { })]);
        yield return ("no token", []);
        yield return ("garbage", ["garbage"]);
        yield return ("a megabyte", [new string('a', 1024 * 1024)]);

        string Make(Action<Dictionary<string, object>> change, Action<SecurityTokenDescriptor>? changeToken = null) => provider.Make(
            claims =>
            {
                (claims["sub"], claims["sid"]) = (user.Name, user.ProviderSession);
                change(claims);
            },
            changeToken);
    }
}
