using Gateway.Sessions;
using Gateway.Tests.Sessions.Records;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>What every session store does, whatever it is made of.</summary>
public abstract class SessionStoreContract
{
    private protected static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(30);

    private readonly SessionSecret _secret = SessionSecret.Create();

    private protected abstract DateTimeOffset Now { get; }

    private protected abstract Task<ISessionStore> StoreAsync();

    [Fact]
    public async Task A_session_that_was_never_created_is_missing() =>
        Assert.IsType<SessionLookup.Missing>(await (await StoreAsync()).FindAsync(_secret));

    [Fact]
    public async Task A_created_session_is_found_as_it_was()
    {
        var (store, session) = await CreatedAsync();

        var found = await FoundAsync(store);
        SessionAssert.Same(session, found.Session);
        Assert.Equal(1, found.Revision);
    }

    [Fact]
    public async Task No_sign_in_writes_over_a_session_that_exists()
    {
        var (store, session) = await CreatedAsync();

        Assert.Equal(SessionWrite.Refused, await store.CreateAsync(_secret, session with { Subject = "mallory" }));
        Assert.Equal("alice", (await FoundAsync(store)).Session.Subject);
    }

    [Fact]
    public async Task A_changed_session_replaces_the_revision_that_was_read()
    {
        var (store, _) = await CreatedAsync();
        var read = await FoundAsync(store);

        Assert.Equal(SessionWrite.Written, await store.ReplaceAsync(_secret, read, WithToken(read, "second")));

        var found = await FoundAsync(store);
        Assert.Equal("second", found.Session.Tokens.AccessToken);
        Assert.Equal(2, found.Revision);
    }

    [Fact]
    public async Task A_stale_token_does_not_overwrite_a_fresh_one()
    {
        var (store, _) = await CreatedAsync();
        var read = await FoundAsync(store);
        await store.ReplaceAsync(_secret, read, WithToken(read, "fresh"));

        Assert.Equal(SessionWrite.Refused, await store.ReplaceAsync(_secret, read, WithToken(read, "stale")));
        Assert.Equal("fresh", (await FoundAsync(store)).Session.Tokens.AccessToken);
    }

    [Fact]
    public async Task Of_many_writers_who_read_the_same_revision_one_wins()
    {
        var (store, _) = await CreatedAsync();
        var read = await FoundAsync(store);

        var writes = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => store.ReplaceAsync(_secret, read, WithToken(read, $"token {number}"))));

        Assert.Single(writes, SessionWrite.Written);
        Assert.Equal(49, writes.Count(write => write == SessionWrite.Refused));
        Assert.Equal(2, (await FoundAsync(store)).Revision);
    }

    [Fact]
    public async Task A_late_renewal_does_not_bring_an_ended_session_back()
    {
        var (store, _) = await CreatedAsync();
        var read = await FoundAsync(store);
        await store.EndAsync(End());

        Assert.Equal(SessionWrite.Refused, await store.ReplaceAsync(_secret, read, WithToken(read, "late")));
        Assert.IsType<SessionLookup.Missing>(await store.FindAsync(_secret));
    }

    [Fact]
    public async Task Late_activity_does_not_bring_an_ended_session_back()
    {
        var (store, session) = await CreatedAsync();
        await store.EndAsync(End());

        Assert.Equal(SessionWrite.Refused, await store.ExtendAsync(session));
        Assert.IsType<SessionLookup.Missing>(await store.FindAsync(_secret));
    }

    [Fact]
    public async Task A_session_ends_once()
    {
        var (store, _) = await CreatedAsync();

        Assert.Equal(SessionWrite.Written, await store.EndAsync(End()));
        Assert.Equal(SessionWrite.Refused, await store.EndAsync(End()));
    }

    [Fact]
    public async Task A_session_that_changed_meanwhile_is_not_ended_by_what_was_known_before()
    {
        var (store, _) = await CreatedAsync();
        var read = await FoundAsync(store);
        await store.ReplaceAsync(_secret, read, WithToken(read, "fresh"));

        Assert.Equal(SessionWrite.Refused, await store.EndIfUnchangedAsync(End(), read.Revision));
        Assert.Equal("fresh", (await FoundAsync(store)).Session.Tokens.AccessToken);

        Assert.Equal(SessionWrite.Written, await store.EndIfUnchangedAsync(End(), read.Revision + 1));
        Assert.IsType<SessionLookup.Missing>(await store.FindAsync(_secret));
        Assert.Equal(SessionWrite.Refused, await store.EndIfUnchangedAsync(End(), read.Revision + 1));
    }

    [Fact]
    public async Task A_session_lives_for_the_idle_time_out()
    {
        var (store, _) = await CreatedAsync();
        AssertAbout(IdleTimeout, (await FoundAsync(store)).IdleTimeLeft);
    }

    [Fact]
    public async Task A_session_near_its_absolute_end_lives_no_longer_than_that()
    {
        var (store, session) = await CreatedAsync(endsIn: TimeSpan.FromMinutes(5));
        AssertAbout(TimeSpan.FromMinutes(5), (await FoundAsync(store)).IdleTimeLeft);

        Assert.Equal(SessionWrite.Written, await store.ExtendAsync(session));
        AssertAbout(TimeSpan.FromMinutes(5), (await FoundAsync(store)).IdleTimeLeft);
    }

    [Fact]
    public async Task Activity_moves_the_idle_end_to_a_full_time_out_from_now()
    {
        var (store, session) = await CreatedAsync(endsIn: TimeSpan.FromMinutes(5));

        // Extended as a session that has hours left: only the idle time-out limits it then.
        Assert.Equal(SessionWrite.Written, await store.ExtendAsync(session with { EndsAt = Now.AddHours(10) }));
        AssertAbout(IdleTimeout, (await FoundAsync(store)).IdleTimeLeft);
    }

    [Fact]
    public async Task A_replaced_session_keeps_its_end()
    {
        var (store, _) = await CreatedAsync(endsIn: TimeSpan.FromMinutes(5));
        var read = await FoundAsync(store);
        await store.ReplaceAsync(_secret, read, WithToken(read, "second"));
        AssertAbout(TimeSpan.FromMinutes(5), (await FoundAsync(store)).IdleTimeLeft);
    }

    private static UserSession WithToken(StoredSession read, string token) =>
        read.Session with { Tokens = read.Session.Tokens with { AccessToken = token } };

    private static void AssertAbout(TimeSpan expected, TimeSpan actual) => Assert.InRange(actual, expected - TimeSpan.FromSeconds(20), expected);

    private SessionEnd End() => new(_secret.Id, "shop", SessionEndCause.User);

    [Fact]
    public async Task Who_asks_again_is_told_what_has_changed_and_nothing_else()
    {
        var (store, session) = await CreatedAsync();
        var held = await FoundAsync(store);
        Assert.Equal(held.Revision, (await AgainAsync()).Revision);

        Assert.Equal(SessionWrite.Written, await store.ReplaceAsync(_secret, held, session with { Scope = "openid changed" }));
        Assert.Equal((2, "openid changed"), ((await AgainAsync()).Revision, (await AgainAsync()).Session.Scope));

        Assert.Equal(SessionWrite.Written, await store.EndAsync(SessionEnd.Of(session, SessionEndCause.User)));
        Assert.IsType<SessionLookup.Missing>(await store.FindAgainAsync(_secret, held));

        async Task<StoredSession> AgainAsync() => Assert.IsType<SessionLookup.Found>(await store.FindAgainAsync(_secret, held)).Stored;
    }

    private async Task<StoredSession> FoundAsync(ISessionStore store) => Assert.IsType<SessionLookup.Found>(await store.FindAsync(_secret)).Stored;

    private async Task<(ISessionStore Store, UserSession Session)> CreatedAsync(TimeSpan? endsIn = null)
    {
        var store = await StoreAsync();
        var session = Sample.Session(_secret, signedInAt: DateTimeOffset.FromUnixTimeMilliseconds(Now.ToUnixTimeMilliseconds()));
        if (endsIn is { } lifetime) session = session with { EndsAt = session.SignedInAt + lifetime };
        Assert.Equal(SessionWrite.Written, await store.CreateAsync(_secret, session));
        return (store, session);
    }
}
