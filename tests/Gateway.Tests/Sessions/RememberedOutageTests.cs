using Gateway.Sessions;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>What a replica says while the store does not answer: nobody is signed out by an outage.</summary>
public sealed class RememberedOutageTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly RememberedWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_remembered_user_works_on_for_OutageGrace_and_is_then_asked_to_wait()
    {
        var secret = await _world.RememberedAsync();
        _world.Store.Down = UnavailableReason.StoreUnreachable;

        Assert.Equal(SessionSource.Memory, await _world.FoundFromAsync(secret));
        _world.Time.Advance(_world.Options.RememberFor);
        Assert.Equal(SessionSource.Remembered, await _world.FoundFromAsync(secret));
        _world.Time.Advance(_world.Options.OutageGrace - _world.Options.RememberFor - Moment);
        Assert.Equal(SessionSource.Remembered, await _world.FoundFromAsync(secret));

        _world.Time.Advance(Moment);
        await _world.IsUnavailableAsync(secret);
    }

    [Fact]
    public async Task After_the_outage_the_user_is_found_as_if_nothing_had_happened()
    {
        var secret = await _world.RememberedAsync();
        _world.Store.Down = UnavailableReason.StoreUnreachable;
        _world.Time.Advance(_world.Options.OutageGrace);
        await _world.IsUnavailableAsync(secret);

        _world.Store.Down = null;
        Assert.Equal(SessionSource.Store, await _world.FoundFromAsync(secret));
        Assert.Empty(_world.Measured.Series("gateway.sessions.ended"));
    }

    [Fact]
    public async Task A_user_this_replica_does_not_remember_is_asked_to_wait()
    {
        var secret = await _world.StoredAsync();
        _world.Store.Down = UnavailableReason.StoreUnreachable;
        await _world.IsUnavailableAsync(secret);
    }

    [Fact]
    public async Task With_OutageGrace_zero_nobody_is_trusted_without_the_store()
    {
        using var world = new RememberedWorld(options => (options.OutageGrace, options.RememberFor) = (TimeSpan.Zero, TimeSpan.Zero));
        var secret = await world.RememberedAsync();
        world.Store.Down = UnavailableReason.StoreUnreachable;
        await world.IsUnavailableAsync(secret);
    }

    [Fact]
    public async Task A_session_past_its_absolute_end_is_over_also_in_an_outage()
    {
        var secret = await _world.RememberedAsync(endsIn: TimeSpan.FromMinutes(5));
        _world.Store.Down = UnavailableReason.StoreUnreachable;
        _world.Time.Advance(TimeSpan.FromMinutes(5) - Moment);
        Assert.Equal(SessionSource.Remembered, await _world.FoundFromAsync(secret));

        _world.Time.Advance(Moment);
        await _world.IsMissingAsync(secret);
    }

    [Fact]
    public async Task A_session_past_its_idle_end_is_not_served_from_memory_and_not_called_over_either()
    {
        using var world = new RememberedWorld(options => (options.IdleTimeout, options.OutageGrace) = (TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)));
        var secret = await world.RememberedAsync();
        world.Store.Down = UnavailableReason.StoreUnreachable;
        world.Time.Advance(TimeSpan.FromMinutes(5));
        await world.IsUnavailableAsync(secret);
    }

    [Fact]
    public async Task Activity_in_an_outage_counts()
    {
        using var world = new RememberedWorld(options => (options.IdleTimeout, options.OutageGrace) = (TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)));
        var secret = await world.RememberedAsync();
        world.Store.Down = UnavailableReason.StoreUnreachable;
        for (var minute = 0; minute < 20; minute++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(1));
            world.Sessions.NoteActivity(await world.SessionOfAsync(secret));
        }
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_not_served_from_memory_and_ends_nobodys_session()
    {
        var secret = await _world.RememberedAsync();
        _world.Time.Advance(_world.Options.RememberFor);
        _world.Store.Down = UnavailableReason.RecordUnreadable;
        await _world.IsUnavailableAsync(secret);

        _world.Store.Down = null;
        Assert.Equal(SessionSource.Store, await _world.FoundFromAsync(secret));
    }

    [Fact]
    public async Task A_sign_in_that_could_not_be_stored_is_not_remembered()
    {
        var secret = SessionSecret.Create();
        _world.Store.Down = UnavailableReason.StoreUnreachable;
        Assert.Equal(SessionWrite.Unavailable, await _world.Sessions.CreateAsync(secret, Sample.Session(secret, _world.Time.GetUtcNow())));

        await _world.IsUnavailableAsync(secret);
    }

    [Fact]
    public async Task A_sign_out_that_could_not_be_stored_leaves_the_user_signed_in_and_counts_as_none()
    {
        var secret = await _world.RememberedAsync();
        _world.Store.Down = UnavailableReason.StoreUnreachable;

        Assert.Equal(SessionWrite.Unavailable, await _world.Sessions.EndAsync(new SessionEnd(secret.Id, "shop", SessionEndCause.User)));
        Assert.Equal(SessionSource.Memory, await _world.FoundFromAsync(secret));
        Assert.Empty(_world.Measured.Series("gateway.sessions.ended"));
    }

    [Fact]
    public async Task An_end_announced_in_an_outage_holds()
    {
        var secret = await _world.RememberedAsync();
        _world.Store.Down = UnavailableReason.StoreUnreachable;
        _world.Announce(secret);
        await _world.IsMissingAsync(secret);
    }
}
