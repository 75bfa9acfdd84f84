using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Sessions.Listing;
using Gateway.Tests.Redis;
using Xunit;

namespace Gateway.Tests.Sessions.Listing;

/// <summary>The store with its indexes is a store like any other, and finds sessions by what they are called.</summary>
public sealed class IndexedSessionStoreTests(SharedRedis redis) : SessionStoreContract, IAsyncLifetime
{
    private readonly string _subject = $"subject-{Guid.NewGuid()}";
    private readonly string _sid = $"sid-{Guid.NewGuid()}";
    private IndexedReplica? _replica;

    private protected override DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private IndexedReplica Replica => _replica!;

    public async ValueTask InitializeAsync() =>
        _replica = await IndexedReplica.StartAsync(redis.Server.ConnectionString, new UserSessionOptions { IdleTimeout = IdleTimeout }, listens: false);

    public async ValueTask DisposeAsync()
    {
        if (_replica is not null) await _replica.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_session_is_found_by_its_subject_until_it_ends()
    {
        var (one, other) = (await SignedInAsync(), await SignedInAsync("office"));
        Assert.Equal(Ids(one, other), (await Replica.IdsOfSubjectAsync(_subject)).ToHashSet());

        await Replica.Sessions.EndAsync(SessionEnd.Of(one, SessionEndCause.User));
        Assert.Equal([other.Id], await Replica.IdsOfSubjectAsync(_subject));
    }

    [Fact]
    public async Task An_index_names_neither_subject_nor_sid_and_ends_with_its_last_session()
    {
        var session = await SignedInAsync();
        foreach (var key in KeysOf(session))
        {
            Assert.DoesNotContain(_subject, key, StringComparison.Ordinal);
            Assert.DoesNotContain(_sid, key, StringComparison.Ordinal);
            Assert.InRange((await redis.Database.KeyTimeToLiveAsync(key))!.Value, IdleTimeout - TimeSpan.FromSeconds(20), IdleTimeout + TimeSpan.FromSeconds(1));
        }

        await Replica.Sessions.EndAsync(SessionEnd.Of(session, SessionEndCause.User));
        Assert.All(KeysOf(session), key => Assert.False(redis.Database.KeyExists(key), key));
    }

    [Fact]
    public async Task A_session_that_ended_by_itself_leaves_the_index_at_the_next_look()
    {
        var session = await SignedInAsync(signedInAt: Now.AddMinutes(-10));
        await redis.Database.KeyDeleteAsync(RedisKeys.Session(session.Id.Value));

        Assert.Empty(await Replica.IdsOfSubjectAsync(_subject));
        Assert.False(await redis.Database.KeyExistsAsync(KeysOf(session)[0]));
    }

    [Fact]
    public async Task What_is_past_its_end_goes_at_the_next_writing_and_a_shorter_session_does_not_shorten_the_index()
    {
        var session = await SignedInAsync();
        await redis.Database.SortedSetAddAsync(KeysOf(session)[0], "of long ago", 1000);
        await SignedInAsync(endsIn: TimeSpan.FromMinutes(5));

        Assert.Equal(2, await redis.Database.SortedSetLengthAsync(KeysOf(session)[0]));
        Assert.True(await redis.Database.KeyTimeToLiveAsync(KeysOf(session)[0]) > TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task A_session_that_no_index_names_is_found_again_after_its_next_activity()
    {
        var session = await SignedInAsync();
        foreach (var key in KeysOf(session)) await redis.Database.KeyDeleteAsync(key);
        Assert.Empty(await Replica.IdsOfSubjectAsync(_subject));

        await Replica.Store.ExtendAsync(session);

        Assert.Equal([session.Id], await Replica.IdsOfSubjectAsync(_subject));
    }

    [Fact]
    public async Task Late_activity_leaves_no_entry_of_an_ended_session()
    {
        var session = await SignedInAsync();
        await Replica.Store.EndAsync(SessionEnd.Of(session, SessionEndCause.User));

        Assert.Equal(SessionWrite.Refused, await Replica.Store.ExtendAsync(session));
        Assert.All(KeysOf(session), key => Assert.False(redis.Database.KeyExists(key), key));
    }

    [Fact]
    public async Task A_sign_in_that_is_being_stored_when_the_subject_is_signed_out_does_not_come_into_being()
    {
        var secret = SessionSecret.Create();
        var session = Make(secret, "shop", Now, TimeSpan.FromHours(1));
        Assert.True(await Replica.Index.TryAddAsync(session, IdleTimeout));

        var endings = await Replica.Listed.EndSubjectAsync(_subject, SessionEndCause.Administrator);

        Assert.True(endings.AreComplete);
        Assert.Equal(SessionWrite.Refused, await Replica.Index.HoldsAsync(session));
        Assert.IsType<SessionLookup.Missing>(await Replica.Sessions.FindAsync(secret));
    }

    [Fact]
    public async Task A_subjects_sessions_end_everywhere_and_nobody_elses()
    {
        await SignedInAsync();
        await SignedInAsync("office");
        var bob = Make(SessionSecret.Create(), "shop", Now, TimeSpan.FromHours(1)) with { Subject = _subject + "2" };
        await Replica.Store.CreateAsync(SessionSecret.Create(), bob);

        Assert.Equal(new SessionEndings(2, AreComplete: true), await Replica.Listed.EndSubjectAsync(_subject, SessionEndCause.Administrator));
        Assert.Empty(await Replica.IdsOfSubjectAsync(_subject));
    }

    // The frontends shop and outlet are one client; office is another of the same issuer.
    [Theory]
    [InlineData(true, true, 2)]
    [InlineData(true, false, 3)]
    [InlineData(false, true, 2)]
    public async Task A_client_is_signed_out_by_the_providers_session_or_by_the_subject(bool bySubject, bool bySid, int ended)
    {
        await SignedInAsync("shop");
        await SignedInAsync("outlet");
        var elsewhere = await SignedInAsync("office");
        var otherLogin = await SignedInAsync("shop", sid: "another");

        var shop = Replica.Frontends.ByName("shop")!;
        var endings = await Replica.Listed.EndAsync(shop, bySubject ? _subject : null, bySid ? _sid : null, SessionEndCause.BackChannel);

        Assert.Equal(new SessionEndings(ended, AreComplete: true), endings);
        Assert.Equal(bySid ? Ids(elsewhere, otherLogin) : Ids(elsewhere), (await Replica.IdsOfSubjectAsync(_subject)).ToHashSet());
    }

    [Fact]
    public async Task A_sid_of_another_subject_ends_nothing()
    {
        await SignedInAsync();
        var endings = await Replica.Listed.EndAsync(Replica.Frontends.ByName("shop")!, "mallory", _sid, SessionEndCause.BackChannel);
        Assert.Equal(new SessionEndings(0, AreComplete: true), endings);
    }

    private protected override Task<ISessionStore> StoreAsync() => Task.FromResult<ISessionStore>(Replica.Store);

    private static HashSet<SessionId> Ids(params UserSession[] sessions) => [.. sessions.Select(session => session.Id)];

    private IReadOnlyList<string> KeysOf(UserSession session) => SessionIndexKeys.Of(session, Replica.Frontends);

    private UserSession Make(SessionSecret secret, string frontend, DateTimeOffset signedInAt, TimeSpan endsIn, string? sid = null) =>
        Sample.Session(secret, signedInAt) with { Subject = _subject, ProviderSession = sid ?? _sid, Frontend = frontend, EndsAt = Now + endsIn };

    private async Task<UserSession> SignedInAsync(
        string frontend = "shop", DateTimeOffset? signedInAt = null, TimeSpan? endsIn = null, string? sid = null)
    {
        var secret = SessionSecret.Create();
        var session = Make(secret, frontend, signedInAt ?? Now, endsIn ?? TimeSpan.FromHours(10), sid);
        Assert.Equal(SessionWrite.Written, await Replica.Store.CreateAsync(secret, session));
        return session;
    }
}
