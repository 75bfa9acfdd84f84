using Gateway.Sessions;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>Activity keeps a session alive and costs next to no writes.</summary>
public sealed class IdleExtensionTests : IDisposable
{
    private readonly RememberedWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Ten_thousand_requests_in_ten_minutes_cost_ten_writes()
    {
        var secret = await _world.RememberedAsync();
        for (var request = 0; request < 10_000; request++)
        {
            _world.Time.Advance(TimeSpan.FromMilliseconds(60));
            _world.Sessions.NoteActivity(await _world.SessionOfAsync(secret));
        }

        Assert.InRange(_world.Store.Extends, 9, 10);
    }

    [Fact]
    public async Task Requests_at_the_same_moment_write_once()
    {
        var secret = await _world.RememberedAsync();
        var session = await _world.SessionOfAsync(secret);
        _world.Time.Advance(TimeSpan.FromMinutes(2));
        Parallel.For(0, 10_000, _ => _world.Sessions.NoteActivity(session));
        Assert.Equal(1, _world.Store.Extends);
    }

    [Fact]
    public async Task A_user_who_comes_every_half_hour_stays_signed_in_to_the_absolute_end()
    {
        var secret = await _world.RememberedAsync();
        for (var visit = 0; visit < 23; visit++)
        {
            _world.Time.Advance(TimeSpan.FromMinutes(30));
            _world.Sessions.NoteActivity(await _world.SessionOfAsync(secret));
        }

        _world.Time.Advance(TimeSpan.FromMinutes(30));
        await _world.IsMissingAsync(secret);
        Assert.Equal(1, _world.Ended("absolute"));
    }

    [Fact]
    public async Task Looking_without_activity_does_not_keep_a_session_alive()
    {
        var secret = await _world.RememberedAsync();
        for (var look = 0; look < 59; look++)
        {
            _world.Time.Advance(TimeSpan.FromMinutes(1));
            await _world.SessionOfAsync(secret);
        }

        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.IsMissingAsync(secret);
        Assert.Equal(0, _world.Store.Extends);
    }

    [Fact]
    public async Task Near_the_absolute_end_nothing_is_written_because_nothing_is_gained()
    {
        var secret = await _world.RememberedAsync(endsIn: TimeSpan.FromMinutes(50));
        for (var minute = 0; minute < 49; minute++)
        {
            _world.Time.Advance(TimeSpan.FromMinutes(1));
            _world.Sessions.NoteActivity(await _world.SessionOfAsync(secret));
        }

        Assert.Equal(0, _world.Store.Extends);
    }

    [Fact]
    public async Task With_a_short_idle_time_out_half_of_it_is_never_lost()
    {
        using var world = new RememberedWorld(options => options.IdleTimeout = TimeSpan.FromMinutes(1));
        var secret = await world.RememberedAsync();
        for (var request = 0; request < 20; request++)
        {
            world.Time.Advance(TimeSpan.FromSeconds(30));
            world.Sessions.NoteActivity(await world.SessionOfAsync(secret));
        }

        Assert.Equal(20, world.Store.Extends);
    }

    [Fact]
    public async Task What_the_store_could_not_be_told_it_is_told_when_it_is_back()
    {
        using var world = new RememberedWorld(options => (options.IdleTimeout, options.OutageGrace) = (TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30)));
        var secret = await world.RememberedAsync();
        world.Store.Down = UnavailableReason.StoreUnreachable;
        world.Time.Advance(TimeSpan.FromMinutes(9));
        world.Sessions.NoteActivity(await world.SessionOfAsync(secret));

        world.Store.Down = null;
        world.Time.Advance(TimeSpan.FromSeconds(1));
        world.Sessions.NoteActivity(Sample.Session(secret));
        world.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(SessionSource.Store, await world.FoundFromAsync(secret));
    }

    [Fact]
    public async Task The_time_left_that_users_are_shown_follows_their_activity()
    {
        var secret = await _world.RememberedAsync();
        var stored = Assert.IsType<SessionLookup.Found>(await _world.Sessions.FindAsync(secret)).Stored;
        _world.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(TimeSpan.FromMinutes(40), _world.Sessions.TimeLeft(stored));
        _world.Sessions.NoteActivity(stored.Session);
        Assert.Equal(TimeSpan.FromHours(1), _world.Sessions.TimeLeft(stored));
    }
}
