using Gateway.Sessions;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>Ends hold, stay, and are each counted once under the right cause.</summary>
public sealed class SessionEndsTests : IDisposable
{
    private static readonly TimeSpan AnnouncedWithin = TimeSpan.FromSeconds(1);

    private readonly RememberedWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(nameof(SessionEndCause.User), "user")]
    [InlineData(nameof(SessionEndCause.Replaced), "replaced")]
    [InlineData(nameof(SessionEndCause.Administrator), "administrator")]
    public async Task A_session_that_is_ended_is_over_at_once_and_counted_once(string cause, string tag)
    {
        var secret = await _world.RememberedAsync();
        Assert.Equal(SessionWrite.Written, await _world.Sessions.EndAsync(End(secret, Enum.Parse<SessionEndCause>(cause))));
        Assert.Equal(SessionWrite.Refused, await _world.Sessions.EndAsync(End(secret)));

        await _world.IsMissingAsync(secret);
        _world.Time.Advance(AnnouncedWithin);
        Assert.Equal([$"{{cause={tag},frontend=shop}}"], _world.Measured.Series("gateway.sessions.ended"));
        Assert.Equal(1, _world.Ended(tag));
    }

    [Fact]
    public async Task An_end_announced_by_another_replica_holds_without_asking_and_is_that_replicas_to_count()
    {
        var secret = await _world.RememberedAsync();
        _world.Announce(secret);

        await _world.IsMissingAsync(secret);
        Assert.Equal(1, _world.Store.FindsOf(secret));
        Assert.Empty(_world.Measured.Series("gateway.sessions.ended"));
    }

    [Fact]
    public async Task An_end_announced_while_the_store_is_being_asked_wins()
    {
        var secret = await _world.StoredAsync();
        var hold = new TaskCompletionSource();
        _world.Store.AnswerReads = hold.Task;
        var asked = _world.Sessions.FindAsync(secret).AsTask();

        _world.Announce(secret);
        hold.SetResult();

        Assert.IsType<SessionLookup.Missing>(await asked);
        await _world.IsMissingAsync(secret);
    }

    [Fact]
    public async Task A_sign_in_answered_after_its_own_end_is_not_remembered()
    {
        var secret = await _world.StoredAsync();
        _world.Announce(secret);
        _world.Store.Lose(secret.Id);
        await _world.Sessions.CreateAsync(secret, Sample.Session(secret, _world.Time.GetUtcNow()));
        await _world.IsMissingAsync(secret);
    }

    [Fact]
    public async Task What_a_gap_in_the_channel_may_have_hidden_is_asked_for_again()
    {
        var (ended, alive) = (await _world.RememberedAsync(), await _world.RememberedAsync());
        _world.Store.Lose(ended.Id); // ended elsewhere; the announcement got lost in the gap
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SessionSource.Memory, await _world.FoundFromAsync(ended));

        _world.CloseGap();

        await _world.IsMissingAsync(ended);
        Assert.Equal(SessionSource.Store, await _world.FoundFromAsync(alive));
        Assert.Equal(SessionSource.Memory, await _world.FoundFromAsync(alive));
    }

    [Fact]
    public async Task A_sign_out_missed_in_a_gap_is_not_hidden_by_a_look_up_that_began_before_the_gap_closed()
    {
        var secret = await _world.StoredAsync();
        var hold = new TaskCompletionSource();
        _world.Store.AnswerReads = hold.Task;
        var asked = _world.Sessions.FindAsync(secret).AsTask();
        _world.Store.Lose(secret.Id);
        _world.Time.Advance(TimeSpan.FromMilliseconds(10));
        _world.CloseGap();
        hold.SetResult();
        await asked;

        await _world.IsMissingAsync(secret);
    }

    [Fact]
    public async Task A_gap_closes_once_and_not_with_every_heartbeat()
    {
        _world.CloseGap();
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        var secret = await _world.RememberedAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        _world.CloseGap();
        Assert.Equal(SessionSource.Memory, await _world.FoundFromAsync(secret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ended")]
    [InlineData("alive another replica")]
    [InlineData("a word of another release")]
    public async Task A_message_that_is_not_understood_changes_nothing(string message)
    {
        var secret = await _world.RememberedAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        _world.Channel.Receive(message);
        Assert.Equal(SessionSource.Memory, await _world.FoundFromAsync(secret));
    }

    [Fact]
    public async Task A_session_the_store_no_longer_has_although_nobody_ended_it_is_counted_as_lost()
    {
        var secret = await LostAsync();
        await _world.IsMissingAsync(secret);
        Assert.Equal(0, _world.Ended("store-missing"));

        _world.Time.Advance(AnnouncedWithin);
        Assert.Equal(1, _world.Ended("store-missing"));
        await _world.IsMissingAsync(secret);
        _world.Time.Advance(AnnouncedWithin);
        Assert.Equal(1, _world.Ended("store-missing"));
    }

    [Fact]
    public async Task A_user_who_signs_out_elsewhere_is_not_counted_as_lost_by_a_replica_that_sees_the_hole_first()
    {
        var secret = await LostAsync();
        await _world.IsMissingAsync(secret);
        _world.Announce(secret);
        _world.Time.Advance(AnnouncedWithin);
        Assert.Empty(_world.Measured.Series("gateway.sessions.ended"));
    }

    [Fact]
    public async Task A_user_whose_sign_out_is_under_way_is_counted_once_as_that()
    {
        var secret = await _world.RememberedAsync();
        _world.Time.Advance(_world.Options.RememberFor);
        // A request of another tab, after the record is deleted and before this replica has noted the end.
        _world.Store.WhenEnded = _ => _world.IsMissingAsync(secret);

        await _world.Sessions.EndAsync(End(secret));
        _world.Time.Advance(AnnouncedWithin);

        Assert.Equal(["{cause=user,frontend=shop}"], _world.Measured.Series("gateway.sessions.ended"));
    }

    [Fact]
    public async Task A_sign_out_whose_answer_was_lost_is_recorded_by_the_next_attempt()
    {
        var secret = await _world.RememberedAsync();
        var session = await _world.SessionOfAsync(secret);
        var left = new List<SessionId>();
        _world.Sessions.EndedHere += (ended, _) => left.Add(ended.Id);
        _world.Store.Lose(secret.Id);

        Assert.Equal(SessionWrite.Refused, await _world.Sessions.EndAsync(SessionEnd.Of(session, SessionEndCause.User)));
        Assert.Equal(SessionWrite.Refused, await _world.Sessions.EndAsync(SessionEnd.Of(session, SessionEndCause.User)));

        Assert.Equal(1, _world.Ended("user"));
        Assert.Equal([secret.Id], left);
    }

    [Fact]
    public async Task A_loss_that_activity_notices_first_is_counted_too()
    {
        using var world = new RememberedWorld(options => options.RememberFor = TimeSpan.FromMinutes(10));
        var secret = await world.RememberedAsync();
        world.Store.Lose(secret.Id);
        world.Time.Advance(TimeSpan.FromMinutes(2));
        world.Sessions.NoteActivity(await world.SessionOfAsync(secret));

        await world.IsMissingAsync(secret);
        world.Time.Advance(AnnouncedWithin);
        Assert.Equal(1, world.Ended("store-missing"));
    }

    [Fact]
    public async Task A_session_idle_for_too_long_ends_as_idle()
    {
        var secret = await _world.RememberedAsync();
        _world.Time.Advance(_world.Options.IdleTimeout);
        await _world.IsMissingAsync(secret);
        Assert.Equal(1, _world.Ended("idle"));
    }

    [Fact]
    public async Task A_session_past_its_absolute_end_ends_as_that_however_busy_it_was()
    {
        var secret = await _world.RememberedAsync(endsIn: TimeSpan.FromMinutes(5));
        _world.Time.Advance(TimeSpan.FromMinutes(5));
        await _world.IsMissingAsync(secret);
        Assert.Equal(["{cause=absolute,frontend=shop}"], _world.Measured.Series("gateway.sessions.ended"));
    }

    [Fact]
    public async Task A_stranger_with_a_stale_cookie_ends_nothing()
    {
        await _world.IsMissingAsync(SessionSecret.Create());
        _world.Time.Advance(AnnouncedWithin);
        Assert.Empty(_world.Measured.Series("gateway.sessions.ended"));
    }

    /// <summary>To ask a concurrent memory for its count is to walk through it: 2 ms a request once 100,000 sessions had ended.</summary>
    [Fact]
    public async Task To_know_a_session_costs_the_same_however_many_have_ended()
    {
        for (var ended = 0; ended < 1_000; ended++) _world.Ends.Note(SessionSecret.Create().Id);
        var cookie = (await _world.RememberedAsync()).ToCookieValue();
        for (var warmUp = 0; warmUp < 100; warmUp++) Know();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var request = 0; request < 1_000; request++) Know();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Know()
        {
            if (!SessionSecret.TryReadKey(cookie, out var key) || _world.Sessions.Recall(key) is not SessionLookup.Found) throw new InvalidOperationException("The session is not known.");
        }
    }

    private static SessionEnd End(SessionSecret secret, SessionEndCause cause = SessionEndCause.User) => new(secret.Id, "shop", cause);

    private async Task<SessionSecret> LostAsync()
    {
        var secret = await _world.RememberedAsync();
        _world.Store.Lose(secret.Id);
        _world.Time.Advance(_world.Options.RememberFor);
        return secret;
    }
}
