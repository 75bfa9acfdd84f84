using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Authentication.Providers;
using Gateway.Authentication.SignOut;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Sessions.Listing;
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

/// <summary>Back-channel logout over a real Redis: what the provider really says is obeyed.</summary>
public sealed class BackChannelTests(SharedRedis redis) : BackChannelPosts(redis)
{
    private readonly SharedRedis _redis = redis;

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_the_provider_says_ends_the_session_it_means(bool namesSubject, bool namesSid)
    {
        await SignInAsync();
        var other = await SignInAsync(subject: Subject + "2", sid: Sid + "2");

        Assert.Equal(200, await PostAsync(LogoutTokens.Make(namesSubject ? Subject : null, namesSid ? Sid : null)));

        Assert.Empty(await Replica.IdsOfSubjectAsync(Subject));
        Assert.Equal([other.Id], await Replica.IdsOfSubjectAsync(Subject + "2"));
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("logout+jwt")]
    [InlineData("application/logout+jwt")]
    [InlineData(null)]
    public async Task The_types_providers_write_are_accepted(string? type)
    {
        await SignInAsync();
        Assert.Equal(200, await PostAsync(LogoutTokens.Make(Subject, Sid, changeHeader: header =>
        {
            if (type is null) header.Remove("typ");
            else header["typ"] = type;
        })));
        Assert.Empty(await Replica.IdsOfSubjectAsync(Subject));
    }

    [Fact]
    public async Task A_user_who_is_not_signed_in_is_logged_out_already() => Assert.Equal(200, await PostAsync(LogoutTokens.Make("nobody", null)));

    [Fact]
    public async Task A_token_is_obeyed_once()
    {
        var token = LogoutTokens.Make(Subject, null);
        Assert.Equal(200, await PostAsync(token));

        await SignInAsync();
        await IsRefusedAsync(Form(token), "a replayed token");
    }

    [Fact]
    public async Task While_the_store_is_away_the_answer_is_400_and_the_same_token_is_obeyed_later()
    {
        await using var own = await RedisServer.StartAsync();
        await using var replica = await IndexedReplica.StartAsync(own.ConnectionString, listens: false);
        var form = Form(LogoutTokens.Make(Subject, null));
        await own.KillAsync();
        Assert.Equal("session-store", await OwnerOfAsync(await PostToAsync(replica, new ProviderKeys(LogoutTokens.Key), form)));

        await own.StartAgainAsync();
        await Eventually.HoldsAsync(
            async () => (await PostToAsync(replica, new ProviderKeys(LogoutTokens.Key), form)).Response.StatusCode == 200, "the token is obeyed");
    }

    [Fact]
    public async Task A_token_whose_sessions_could_not_be_ended_may_come_again()
    {
        var index = SessionIndexKeys.OfSubject(IndexedReplica.Authority, Subject);
        await _redis.Database.StringSetAsync(index, "no index", TimeSpan.FromMinutes(1));
        var token = LogoutTokens.Make(Subject, null);
        Assert.Equal(400, await PostAsync(token));

        await _redis.Database.KeyDeleteAsync(index);
        Assert.Equal(200, await PostAsync(token));
    }

    [Fact]
    public async Task A_token_whose_sessions_were_not_ended_because_something_broke_may_come_again()
    {
        await SignInAsync();
        var token = LogoutTokens.Make(Subject, null);
        var broken = new ListedSessions(Replica.Index, Replica.Sessions, frontends: null!);
        await Assert.ThrowsAnyAsync<Exception>(() => PostToAsync(Replica, new ProviderKeys(LogoutTokens.Key), Form(token), sessions: broken));
        Assert.Single(await Replica.IdsOfSubjectAsync(Subject));

        Assert.Equal(200, await PostAsync(token));
        Assert.Empty(await Replica.IdsOfSubjectAsync(Subject));
    }

    [Fact]
    public async Task A_token_is_marked_for_seconds_until_its_sessions_are_ended_and_only_for_its_client()
    {
        var token = new LogoutToken(LogoutTokens.Issuer, "shop", $"{Guid.NewGuid()}", Subject, null, TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(15));
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
        Assert.Equal("identity-provider", await OwnerOfAsync(await PostToAsync(Replica, new ProviderKeys(null), Form(LogoutTokens.Make(Subject, null)))));

    [Fact]
    public async Task A_key_newer_than_what_we_know_is_asked_for_once_and_only_for_a_token_that_would_do_otherwise()
    {
        await SignInAsync();
        var provider = new ProviderKeys(LogoutTokens.OldKey, afterRefresh: LogoutTokens.Key);
        await PostToAsync(Replica, provider, Form(LogoutTokens.Make(Subject, null, claims => claims["aud"] = "office")));
        Assert.Equal(0, provider.Refreshes);

        Assert.Equal(200, (await PostToAsync(Replica, provider, Form(LogoutTokens.Make(Subject, null)))).Response.StatusCode);
        Assert.Equal(1, provider.Refreshes);
        Assert.Empty(await Replica.IdsOfSubjectAsync(Subject));
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

        var early = PostToAsync(Replica, metadata, Form(after.Sign(LogoutTokens.Claims(Subject, Sid), Typed(after))));
        await AdvanceUntilAsync(time, early);
        Assert.Equal("client", await OwnerOfAsync(await early));
        Assert.InRange(provider.KeySetReads, 2, 3);
        Assert.Single(await Replica.IdsOfSubjectAsync(Subject));

        provider.Keys.TryAdd(after.Id, after);
        var late = PostToAsync(Replica, metadata, Form(after.Sign(LogoutTokens.Claims(Subject, Sid), Typed(after))));
        await AdvanceUntilAsync(time, late);
        Assert.Equal(200, (await late).Response.StatusCode);
        Assert.Empty(await Replica.IdsOfSubjectAsync(Subject));
    }

    [Fact]
    public async Task A_far_end_is_no_reason_to_refuse_a_token_issued_just_now()
    {
        await SignInAsync();
        Assert.Equal(200, await PostAsync(LogoutTokens.Make(Subject, Sid, claims => claims["exp"] = 253402300798)));
        Assert.Empty(await Replica.IdsOfSubjectAsync(Subject));
    }

    private async Task<TimeSpan> TimeToLiveAsync(LogoutToken token) => (await _redis.Database.KeyTimeToLiveAsync(LogoutTokenReplays.Key(token)))!.Value;

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
}
