using System.Text;
using System.Text.Json.Nodes;
using Gateway.Authentication.SignOut;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Tests.Redis;
using Gateway.Tests.Sessions;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Xunit;

namespace Gateway.Tests.Authentication.SignOut;

/// <summary>Back-channel logout over a real Redis: what the provider really says is obeyed, and nothing else.</summary>
public sealed class BackChannelTests(SharedRedis redis) : IAsyncLifetime
{
    private readonly string _subject = $"subject-{Guid.NewGuid()}";
    private readonly string _sid = $"sid-{Guid.NewGuid()}";
    private IndexedReplica? _replica;

    private IndexedReplica Replica => _replica!;

    public async ValueTask InitializeAsync() => _replica = await IndexedReplica.StartAsync(redis.Server.ConnectionString, listens: false);

    public async ValueTask DisposeAsync()
    {
        if (_replica is not null) await _replica.DisposeAsync();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_the_provider_says_ends_the_session_it_means(bool namesSubject, bool namesSid)
    {
        await SignInAsync();
        var other = await SignInAsync(subject: _subject + "2", sid: _sid + "2");

        Assert.Equal(200, await PostAsync(LogoutTokens.Make(namesSubject ? _subject : null, namesSid ? _sid : null)));

        Assert.Empty(await Replica.IdsOfSubjectAsync(_subject));
        Assert.Equal([other.Id], await Replica.IdsOfSubjectAsync(_subject + "2"));
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("logout+jwt")]
    [InlineData("application/logout+jwt")]
    [InlineData(null)]
    public async Task The_types_providers_write_are_accepted(string? type)
    {
        await SignInAsync();
        Assert.Equal(200, await PostAsync(LogoutTokens.Make(_subject, _sid, changeHeader: header =>
        {
            if (type is null) header.Remove("typ");
            else header["typ"] = type;
        })));
        Assert.Empty(await Replica.IdsOfSubjectAsync(_subject));
    }

    [Fact]
    public async Task A_user_who_is_not_signed_in_is_logged_out_already() => Assert.Equal(200, await PostAsync(LogoutTokens.Make("nobody", null)));

    [Fact]
    public async Task A_token_is_obeyed_once()
    {
        var token = LogoutTokens.Make(_subject, null);
        Assert.Equal(200, await PostAsync(token));

        await SignInAsync();
        await IsRefusedAsync(Form(token), "a replayed token");
    }

    public static TheoryData<string> MalformedTokens => [.. Malformed.Keys];

    private static readonly Dictionary<string, Action<JsonObject>> Malformed = new()
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

    [Theory]
    [MemberData(nameof(MalformedTokens))]
    public async Task A_token_with_a_wrong_claim_ends_nobody(string what) =>
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Make(_subject, _sid, Malformed[what])), what);

    [Theory]
    [InlineData("alg", "none")]
    [InlineData("alg", "HS256")]
    [InlineData("alg", "rs256")]
    [InlineData("alg", null)]
    [InlineData("typ", "at+jwt")]
    [InlineData("typ", "dpop+jwt")]
    [InlineData("crit", "exp")]
    public async Task A_token_with_a_wrong_header_ends_nobody(string name, string? value) =>
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Make(_subject, _sid, changeHeader: header => header[name] = value)), $"{name} {value}");

    [Fact]
    public async Task A_forged_signature_ends_nobody()
    {
        var (header, claims) = (LogoutTokens.Header().ToJsonString(), LogoutTokens.Claims(_subject, _sid).ToJsonString());
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Unsigned(With("alg", "none"), claims)), "unsigned");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Unsigned(header, claims)), "a signature left out");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.SignWithThePublicKey(With("alg", "HS256"), claims)), "the public key as a secret");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.SignForeign(header, claims)), "a foreign key under the provider's id");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.SignForeign(With("kid", "key-2"), claims)), "a key nobody knows");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.SignForeign(With("jku", "https://evil.example/keys"), claims)), "keys of its own");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Make(_subject, _sid)[..^2] + "AA"), "a signature with another end");
    }

    [Fact]
    public async Task A_form_that_holds_no_single_token_ends_nobody()
    {
        var good = LogoutTokens.Make(_subject, _sid);
        await IsRefusedWithSessionAsync(() => Form(good) + "&" + Form(good), "two tokens");
        await IsRefusedWithSessionAsync(() => Form(good) + "&" + Form("other"), "two different tokens");
        await IsRefusedWithSessionAsync(() => "", "an empty body");
        await IsRefusedWithSessionAsync(() => "logout_token=", "an empty token");
        await IsRefusedWithSessionAsync(() => "token=" + good, "another name");
        await IsRefusedWithSessionAsync(() => Form("garbage"), "garbage");
        await IsRefusedWithSessionAsync(() => Form("a.b.c"), "garbage in three parts");
        await IsRefusedWithSessionAsync(() => Form(string.Join('.', good.Split('.').Append("x").Append("y"))), "five parts, as encrypted tokens have");
        await IsRefusedWithSessionAsync(() => Form(new string('a', 1024 * 1024)), "a megabyte");
        await IsRefusedWithSessionAsync(() => Form(good) + "&x=" + new string('a', 1024 * 1024), "a megabyte beside it");
        await IsRefusedWithSessionAsync(
            () => Form(LogoutTokens.Sign(LogoutTokens.Header().ToJsonString(), LogoutTokens.Claims("mallory", null).ToJsonString()[..^1] + $",\"sub\":\"{_subject}\"}}")), "two subs");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task Another_type_of_body_is_refused(string? type)
    {
        await SignInAsync();
        Assert.Equal(400, await PostRawAsync(Form(LogoutTokens.Make(_subject, _sid)), type));
        Assert.Single(await Replica.IdsOfSubjectAsync(_subject));
    }

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static void Remove(JsonObject claims, params string[] names)
    {
        foreach (var name in names) claims.Remove(name);
    }

    private static string With(string name, string value)
    {
        var header = LogoutTokens.Header();
        header[name] = value;
        return header.ToJsonString();
    }

    private static string Form(string token) => "logout_token=" + Uri.EscapeDataString(token);

    private async Task IsRefusedWithSessionAsync(Func<string> body, string what)
    {
        if ((await Replica.IdsOfSubjectAsync(_subject)).Count == 0) await SignInAsync();
        await IsRefusedAsync(body(), what);
    }

    private async Task IsRefusedAsync(string body, string what)
    {
        Assert.True(await PostRawAsync(body, "application/x-www-form-urlencoded") == 400, what);
        Assert.True((await Replica.IdsOfSubjectAsync(_subject)).Count == 1, what);
    }

    private Task<int> PostAsync(string token) => PostRawAsync(Form(token), "application/x-www-form-urlencoded; charset=utf-8");

    private async Task<int> PostRawAsync(string body, string? type)
    {
        var context = new DefaultHttpContext { Request = { Method = "POST", ContentType = type, Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) } };
        context.Request.ContentLength = context.Request.Body.Length;
        context.Response.Body = new MemoryStream();
        context.Features.Set(Replica.Frontends.ByName("shop"));
        var options = new SettableOptions<OpenIdConnectOptions>(new OpenIdConnectOptions
        {
            ClientId = LogoutTokens.ClientId,
            ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(
                new OpenIdConnectConfiguration { Issuer = LogoutTokens.Issuer, SigningKeys = { LogoutTokens.Key } }),
        });
        var logger = NullLogger<LogoutTokenValidation>.Instance;
        await BackChannelEndpoint.HandleAsync(
            context,
            new LogoutTokenValidation(options, TimeProvider.System, logger),
            new LogoutTokenReplays(Replica.Connection, TimeProvider.System),
            Replica.Listed,
            logger);
        Assert.Equal("no-store", context.Response.Headers.CacheControl);
        return context.Response.StatusCode;
    }

    private async Task<UserSession> SignInAsync(string? subject = null, string? sid = null)
    {
        var secret = SessionSecret.Create();
        var session = Sample.Session(secret, TimeProvider.System.GetUtcNow()) with { Subject = subject ?? _subject, ProviderSession = sid ?? _sid };
        Assert.Equal(SessionWrite.Written, await Replica.Sessions.CreateAsync(secret, session));
        return session;
    }
}
