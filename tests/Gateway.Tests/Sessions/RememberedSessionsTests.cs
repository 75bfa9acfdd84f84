using Gateway.Sessions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>What a replica knows by itself, while the store answers.</summary>
public sealed class RememberedSessionsTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly RememberedWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_session_is_asked_for_once_and_trusted_for_RememberFor()
    {
        var secret = await _world.RememberedAsync();

        _world.Time.Advance(_world.Options.RememberFor - Moment);
        Assert.Equal(SessionSource.Memory, await _world.FoundFromAsync(secret));
        Assert.Equal(1, _world.Store.FindsOf(secret));

        _world.Time.Advance(Moment);
        Assert.Equal(SessionSource.Store, await _world.FoundFromAsync(secret));
        Assert.Equal(2, _world.Store.FindsOf(secret));
    }

    [Fact]
    public async Task A_sign_in_is_remembered_without_asking()
    {
        var secret = SessionSecret.Create();
        await _world.Sessions.CreateAsync(secret, Sample.Session(secret, _world.Time.GetUtcNow()));

        Assert.Equal(SessionSource.Memory, await _world.FoundFromAsync(secret));
        Assert.Equal(0, _world.Store.FindsOf(secret));
    }

    [Fact]
    public async Task With_RememberFor_zero_the_store_is_asked_every_time()
    {
        using var world = new RememberedWorld(options => options.RememberFor = TimeSpan.Zero);
        var secret = await world.RememberedAsync();
        Assert.Equal(SessionSource.Store, await world.FoundFromAsync(secret));
        Assert.Equal(2, world.Store.FindsOf(secret));
    }

    [Fact]
    public async Task A_thousand_calls_at_once_for_one_session_ask_the_store_once()
    {
        var secret = await _world.StoredAsync();
        var hold = new TaskCompletionSource();
        _world.Store.AnswerReads = hold.Task;

        var calls = Enumerable.Range(0, 1000).Select(_ => Task.Run(() => _world.Sessions.FindAsync(secret).AsTask())).ToList();
        await Eventually.HoldsAsync(() => _world.Store.Finds == 1, "the first call reached the store");
        hold.SetResult();
        var answers = await Task.WhenAll(calls);

        Assert.All(answers, answer => Assert.IsType<SessionLookup.Found>(answer));
        Assert.Equal(1, _world.Store.FindsOf(secret));
    }

    [Fact]
    public async Task Calls_for_different_sessions_do_not_wait_for_each_other()
    {
        var (slow, quick) = (await _world.StoredAsync(), await _world.StoredAsync());
        var hold = new TaskCompletionSource();
        _world.Store.AnswerReads = hold.Task;
        var waiting = _world.Sessions.FindAsync(slow).AsTask();
        _world.Store.AnswerReads = Task.CompletedTask;

        Assert.Equal(SessionSource.Store, await _world.FoundFromAsync(quick));
        Assert.False(waiting.IsCompleted);
        hold.SetResult();
        Assert.IsType<SessionLookup.Found>(await waiting);
    }

    [Fact]
    public async Task A_store_that_throws_fails_the_calls_that_joined_and_not_the_next_one()
    {
        var secret = await _world.StoredAsync();
        _world.Store.AnswerReads = Task.FromException(new InvalidOperationException("a defect"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _world.Sessions.FindAsync(secret).AsTask());

        _world.Store.AnswerReads = Task.CompletedTask;
        Assert.Equal(SessionSource.Store, await _world.FoundFromAsync(secret));
    }

    [Fact]
    public async Task A_refreshed_session_is_served_with_its_new_token_at_once()
    {
        var secret = await _world.RememberedAsync();
        Assert.Equal(SessionWrite.Written, await RefreshAsync(secret));
        Assert.Equal("fresh", (await _world.SessionOfAsync(secret)).Tokens.AccessToken);
        Assert.Equal(1, _world.Store.FindsOf(secret));
    }

    [Fact]
    public async Task A_look_up_that_began_before_a_refresh_does_not_bring_the_old_token_back()
    {
        var secret = await _world.RememberedAsync();
        _world.Time.Advance(_world.Options.RememberFor);
        var read = new StoredSession(Sample.Session(secret, Sample.Noon), Revision: 1, TimeSpan.FromHours(1));
        var hold = new TaskCompletionSource();
        _world.Store.AnswerReads = hold.Task;
        var slow = _world.Sessions.FindAsync(secret).AsTask();

        await _world.Sessions.ReplaceAsync(secret, read, Fresh(read.Session));
        hold.SetResult();
        await slow;

        Assert.Equal("fresh", (await _world.SessionOfAsync(secret)).Tokens.AccessToken);
    }

    [Fact]
    public async Task A_replica_that_lost_the_race_to_refresh_takes_the_winners_token()
    {
        var secret = await _world.RememberedAsync();
        var read = Assert.IsType<SessionLookup.Found>(await _world.Sessions.FindAsync(secret)).Stored;
        await _world.Store.ReplaceAsync(secret, read, Fresh(read.Session));

        Assert.Equal(SessionWrite.Refused, await _world.Sessions.ReplaceAsync(secret, read, read.Session));
        Assert.Equal("fresh", (await _world.SessionOfAsync(secret)).Tokens.AccessToken);
    }

    [Fact]
    public async Task Memory_is_bounded()
    {
        using var world = new RememberedWorld(options => options.Remembered = 100);
        var secrets = new List<SessionSecret>();
        for (var i = 0; i < 500; i++) secrets.Add(await world.RememberedAsync());
        var before = world.Store.Finds;

        foreach (var secret in secrets) await world.Sessions.FindAsync(secret);

        // At most 100 of the 500 can still be known; the others are asked for again.
        Assert.InRange(world.Store.Finds - before, 400, 500);
    }

    [Fact]
    public async Task Another_users_session_is_never_given_to_a_user()
    {
        var secrets = new List<SessionSecret>();
        for (var i = 0; i < 50; i++) secrets.Add(await _world.StoredAsync());

        await Parallel.ForEachAsync(Enumerable.Range(0, 20_000), TestContext.Current.CancellationToken, async (number, _) =>
        {
            var secret = secrets[number % secrets.Count];
            if (number % 100 == 0) _world.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(secret.Id, (await _world.SessionOfAsync(secret)).Id);
        });
    }

    private static UserSession Fresh(UserSession session) => session with { Tokens = session.Tokens with { AccessToken = "fresh" } };

    private async Task<SessionWrite> RefreshAsync(SessionSecret secret)
    {
        var read = Assert.IsType<SessionLookup.Found>(await _world.Sessions.FindAsync(secret)).Stored;
        return await _world.Sessions.ReplaceAsync(secret, read, Fresh(read.Session));
    }
}
