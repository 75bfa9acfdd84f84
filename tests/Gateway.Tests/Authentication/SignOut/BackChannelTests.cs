using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Authentication.Providers;
using Gateway.Authentication.SignOut;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Tests.Authentication.Bearer;
using Gateway.Tests.Redis;
using Gateway.Tests.Sessions;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Xunit;

namespace Gateway.Tests.Authentication.SignOut;

/// <summary>Back-channel logout over a real Redis: what the provider really says is obeyed, and nothing else.</summary>
public sealed class BackChannelTests(SharedRedis redis) : IAsyncLifetime
{
    private const string FormType = "application/x-www-form-urlencoded";

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

    [Fact]
    public async Task While_the_store_is_away_the_answer_is_400_and_the_same_token_is_obeyed_later()
    {
        await using var own = await RedisServer.StartAsync();
        await using var replica = await IndexedReplica.StartAsync(own.ConnectionString, listens: false);
        var form = Form(LogoutTokens.Make(_subject, null));
        await own.KillAsync();
        Assert.Equal("session-store", await OwnerOfAsync(await PostToAsync(replica, new ProviderKeys(LogoutTokens.Key), form)));

        await own.StartAgainAsync();
        await Eventually.HoldsAsync(
            async () => (await PostToAsync(replica, new ProviderKeys(LogoutTokens.Key), form)).Response.StatusCode == 200, "the token is obeyed");
    }

    [Fact]
    public async Task A_token_whose_sessions_could_not_be_ended_may_come_again()
    {
        var index = SessionIndexKeys.OfSubject(IndexedReplica.Authority, _subject);
        await redis.Database.StringSetAsync(index, "no index", TimeSpan.FromMinutes(1));
        var token = LogoutTokens.Make(_subject, null);
        Assert.Equal(400, await PostAsync(token));

        await redis.Database.KeyDeleteAsync(index);
        Assert.Equal(200, await PostAsync(token));
    }

    [Fact]
    public async Task A_token_whose_sessions_were_not_ended_because_something_broke_may_come_again()
    {
        await SignInAsync();
        var token = LogoutTokens.Make(_subject, null);
        var broken = new ListedSessions(Replica.Index, Replica.Sessions, frontends: null!);
        await Assert.ThrowsAnyAsync<Exception>(() => PostToAsync(Replica, new ProviderKeys(LogoutTokens.Key), Form(token), sessions: broken));
        Assert.Single(await Replica.IdsOfSubjectAsync(_subject));

        Assert.Equal(200, await PostAsync(token));
        Assert.Empty(await Replica.IdsOfSubjectAsync(_subject));
    }

    [Fact]
    public async Task A_token_is_marked_for_seconds_until_its_sessions_are_ended_and_only_for_its_client()
    {
        var token = new LogoutToken(LogoutTokens.Issuer, "shop", $"{Guid.NewGuid()}", _subject, null, TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(15));
        var replays = new LogoutTokenReplays(Replica.Connection, TimeProvider.System);
        Assert.Equal(LogoutTokenUse.First, await replays.BeginAsync(token));
        Assert.Equal(LogoutTokenUse.Replayed, await replays.BeginAsync(token));
        // A replica that is killed now is not there to take its mark away.
        Assert.InRange(await TimeToLiveAsync(token), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));

        Assert.True(await replays.KeepAsync(token));
        Assert.InRange(await TimeToLiveAsync(token), TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
        Assert.Equal(LogoutTokenUse.Replayed, await replays.BeginAsync(token));
        Assert.Equal(LogoutTokenUse.First, await replays.BeginAsync(token with { ClientId = "office" }));
    }

    [Fact]
    public async Task Keys_that_cannot_be_had_are_the_providers_fault() =>
        Assert.Equal("identity-provider", await OwnerOfAsync(await PostToAsync(Replica, new ProviderKeys(null), Form(LogoutTokens.Make(_subject, null)))));

    [Fact]
    public async Task A_key_newer_than_what_we_know_is_asked_for_once_and_only_for_a_token_that_would_do_otherwise()
    {
        await SignInAsync();
        var provider = new ProviderKeys(LogoutTokens.OldKey, afterRefresh: LogoutTokens.Key);
        await PostToAsync(Replica, provider, Form(LogoutTokens.Make(_subject, null, claims => claims["aud"] = "office")));
        Assert.Equal(0, provider.Refreshes);

        Assert.Equal(200, (await PostToAsync(Replica, provider, Form(LogoutTokens.Make(_subject, null)))).Response.StatusCode);
        Assert.Equal(1, provider.Refreshes);
        Assert.Empty(await Replica.IdsOfSubjectAsync(_subject));
    }

    [Fact]
    public async Task A_key_that_came_with_a_rotation_is_waited_for_and_one_nobody_publishes_is_asked_for_in_vain()
    {
        await SignInAsync();
        using var before = new SigningKey("before");
        using var after = new SigningKey("after");
        using var provider = new ScriptedProvider();
        provider.Keys.TryAdd(before.Id, before);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var metadata = new ProviderMetadata(ScriptedProvider.Authority, provider, time, NullLogger.Instance);
        await metadata.GetAsync();

        var early = PostToAsync(Replica, metadata, Form(after.Sign(LogoutTokens.Claims(_subject, _sid), Typed(after))));
        await AdvanceUntilAsync(time, early);
        Assert.Equal("client", await OwnerOfAsync(await early));
        Assert.InRange(provider.KeySetReads, 2, 3);
        Assert.Single(await Replica.IdsOfSubjectAsync(_subject));

        provider.Keys.TryAdd(after.Id, after);
        var late = PostToAsync(Replica, metadata, Form(after.Sign(LogoutTokens.Claims(_subject, _sid), Typed(after))));
        await AdvanceUntilAsync(time, late);
        Assert.Equal(200, (await late).Response.StatusCode);
        Assert.Empty(await Replica.IdsOfSubjectAsync(_subject));
    }

    [Fact]
    public async Task A_far_end_is_no_reason_to_refuse_a_token_issued_just_now()
    {
        await SignInAsync();
        Assert.Equal(200, await PostAsync(LogoutTokens.Make(_subject, _sid, claims => claims["exp"] = 253402300798)));
        Assert.Empty(await Replica.IdsOfSubjectAsync(_subject));
    }

    public static TheoryData<string, string> Texts => new MatrixTheoryData<string, string>(["alg", "typ", "kid", "iss", "aud", "jti", "sub", "sid", ""], ["\\ud800", "\u00ff"]);

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Half_a_surrogate_pair_or_a_byte_of_no_UTF_8_ends_nobody(string member, string text)
    {
        // Without a member: as a name.
        var (name, value) = member.Length > 0 ? (member, text) : (text, "x");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Sign(Saying(LogoutTokens.Header()), LogoutTokens.Claims(_subject, _sid).ToJsonString())), $"header: {name} {value}");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Sign(LogoutTokens.Header().ToJsonString(), Saying(LogoutTokens.Claims(_subject, _sid)))), $"claims: {name} {value}");

        string Saying(JsonObject part)
        {
            part.Remove(name);
            return $"{part.ToJsonString()[..^1]},\"{name}\":\"{value}\"}}";
        }
    }

    public static TheoryData<string> MalformedTokens => [.. MalformedClaims.Table.Keys];

    [Theory]
    [MemberData(nameof(MalformedTokens))]
    public async Task A_token_with_a_wrong_claim_ends_nobody(string what) =>
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Make(_subject, _sid, MalformedClaims.Table[what])), what);

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
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.SignForeign(With("jwk", LogoutTokens.ForeignJwk()), claims)), "a key of its own");
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

    private async Task<TimeSpan> TimeToLiveAsync(LogoutToken token) => (await redis.Database.KeyTimeToLiveAsync(LogoutTokenReplays.Key(token)))!.Value;

    private static JsonObject Typed(SigningKey key)
    {
        var header = key.Header();
        header["typ"] = "logout+jwt";
        return header;
    }

    private static Task AdvanceUntilAsync(FakeTimeProvider time, Task done) => Eventually.HoldsAsync(
        () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            return done.IsCompleted;
        },
        "it is done");

    private static string With(string name, JsonNode value)
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
        Assert.True(await OwnerOfAsync(await PostToAsync(Replica, new ProviderKeys(LogoutTokens.Key), body)) == "client", what);
        Assert.True((await Replica.IdsOfSubjectAsync(_subject)).Count == 1, what);
    }

    private Task<int> PostAsync(string token) => PostRawAsync(Form(token), FormType + "; charset=utf-8");

    private async Task<int> PostRawAsync(string body, string? type) =>
        (await PostToAsync(Replica, new ProviderKeys(LogoutTokens.Key), body, type)).Response.StatusCode;

    private static async Task<HttpContext> PostToAsync(IndexedReplica replica, IConfigurationManager<OpenIdConnectConfiguration> provider, string body, string? type = FormType, ListedSessions? sessions = null)
    {
        var context = new DefaultHttpContext { Request = { Method = "POST", ContentType = type, Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) } };
        context.Request.ContentLength = context.Request.Body.Length;
        context.Response.Body = new MemoryStream();
        context.Features.Set(replica.Frontends.ByName("shop"));
        var options = new SettableOptions<OpenIdConnectOptions>(new OpenIdConnectOptions
        {
            ClientId = LogoutTokens.ClientId,
            ConfigurationManager = provider,
        });
        var logger = NullLogger<LogoutTokenValidation>.Instance;
        await BackChannelEndpoint.HandleAsync(
            context,
            new LogoutTokenValidation(options, TimeProvider.System, logger),
            new LogoutTokenReplays(replica.Connection, TimeProvider.System),
            sessions ?? replica.Listed,
            logger);
        Assert.Equal("no-store", context.Response.Headers.CacheControl);
        context.Response.Body.Position = 0;
        return context;
    }

    private static async Task<string> OwnerOfAsync(HttpContext refused)
    {
        Assert.Equal(400, refused.Response.StatusCode);
        using var problem = await JsonDocument.ParseAsync(refused.Response.Body);
        return problem.RootElement.GetProperty("owner").GetString()!;
    }

    private async Task<UserSession> SignInAsync(string? subject = null, string? sid = null)
    {
        var secret = SessionSecret.Create();
        var session = Sample.Session(secret, TimeProvider.System.GetUtcNow()) with { Subject = subject ?? _subject, ProviderSession = sid ?? _sid };
        Assert.Equal(SessionWrite.Written, await Replica.Sessions.CreateAsync(secret, session));
        return session;
    }
}
