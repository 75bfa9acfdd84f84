using Gateway.Sessions;
using Gateway.Sessions.Streams;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Sessions.Streams;

/// <summary>Streams end with their session, however this replica learns of it, and at no other time.</summary>
public sealed class BoundStreamsTests : IDisposable
{
    private readonly RememberedWorld _world = new();
    private readonly BoundStreams _streams;

    public BoundStreamsTests() => _streams = new BoundStreams(
        _world.Sessions, _world.Ends, new SettableOptions<UserSessionOptions>(_world.Options), _world.Time, NullLogger<BoundStreams>.Instance);

    public void Dispose()
    {
        _streams.Dispose();
        _world.Dispose();
    }

    [Fact]
    public async Task An_end_another_replica_announces_ends_the_streams_of_that_session_and_no_others()
    {
        var (alice, bob) = (await _world.RememberedAsync(), await _world.RememberedAsync());
        var (first, second, other, nobodys) = (Open(alice), Open(alice), Open(bob), Open(null));
        _world.Announce(alice);
        Assert.Equal([StreamEnd.SessionEnded, StreamEnd.SessionEnded, null, null], [first.Why, second.Why, other.Why, nobodys.Why]);
    }

    [Fact]
    public async Task An_end_of_this_replicas_own_ends_its_streams()
    {
        var alice = await _world.RememberedAsync();
        var stream = Open(alice);
        await _world.Sessions.EndAsync(new SessionEnd(alice.Id, "shop", SessionEndCause.User));
        Assert.Equal(StreamEnd.SessionEnded, stream.Why);
    }

    [Fact]
    public async Task A_stream_that_opens_while_its_session_ends_is_not_forgotten()
    {
        var alice = await _world.RememberedAsync();
        _world.Announce(alice);
        Assert.Equal(StreamEnd.SessionEnded, Open(alice).Why);
    }

    [Fact]
    public async Task An_end_nobody_announced_is_found_by_the_check_once_memory_is_not_trusted_any_more()
    {
        var alice = await _world.RememberedAsync();
        var stream = Open(alice);
        _world.Store.Lose(alice.Id);

        await _streams.CheckAsync();
        Assert.Null(stream.Why);

        _world.Time.Advance(_world.Options.RememberFor);
        await _streams.CheckAsync();
        Assert.Equal(StreamEnd.SessionEnded, stream.Why);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(10)]
    public async Task The_idle_and_the_absolute_end_are_found_by_the_check(int absoluteMinutes)
    {
        var alice = await _world.RememberedAsync(endsIn: TimeSpan.FromMinutes(absoluteMinutes));
        var stream = Open(alice);
        _world.Time.Advance(TimeSpan.FromMinutes(absoluteMinutes) - TimeSpan.FromSeconds(1));
        await _streams.CheckAsync();
        Assert.Null(stream.Why);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _streams.CheckAsync();
        Assert.Equal(StreamEnd.SessionEnded, stream.Why);
    }

    [Fact]
    public async Task An_outage_of_the_store_ends_nothing_within_the_grace_and_what_nobody_can_vouch_for_afterwards()
    {
        var alice = await _world.RememberedAsync();
        var stream = Open(alice);
        _world.Store.Down = UnavailableReason.StoreUnreachable;

        _world.Time.Advance(_world.Options.OutageGrace - TimeSpan.FromSeconds(1));
        await _streams.CheckAsync();
        Assert.Null(stream.Why);

        _world.Time.Advance(TimeSpan.FromSeconds(2));
        await _streams.CheckAsync();
        Assert.Equal(StreamEnd.SessionUnknown, stream.Why);
    }

    [Fact]
    public async Task A_record_this_release_cannot_read_ends_nothing_within_the_grace()
    {
        var alice = await _world.RememberedAsync();
        var stream = Open(alice);
        _world.Store.Down = UnavailableReason.RecordUnreadable;
        _world.Time.Advance(_world.Options.RememberFor);
        await _world.IsUnavailableAsync(alice);
        await _streams.CheckAsync();
        Assert.Null(stream.Why);
    }

    [Fact]
    public async Task New_tokens_end_nothing()
    {
        var alice = await _world.RememberedAsync();
        var stream = Open(alice);
        var found = Assert.IsType<SessionLookup.Found>(await _world.Sessions.FindAsync(alice));
        await _world.Sessions.ReplaceAsync(alice, found.Stored, found.Stored.Session with { Scope = "openid more" });
        await _streams.CheckAsync();
        Assert.Null(stream.Why);
    }

    [Fact]
    public async Task Streams_that_are_closed_leave_nothing_behind()
    {
        var alice = await _world.RememberedAsync();
        var streams = Enumerable.Range(0, 50_000).Select(number => (Stream: new Told(), Session: number % 2 == 0 ? alice : null)).ToList();
        foreach (var (stream, session) in streams) _streams.Add(stream, session);
        Assert.Equal(50_000, _streams.Open);
        foreach (var (stream, session) in streams) _streams.Remove(stream, session);

        Assert.Equal(0, _streams.Open);
        _world.Announce(alice);
        Assert.DoesNotContain(streams, entry => entry.Stream.Why is not null);
    }

    [Fact]
    public async Task Checking_what_memory_knows_asks_the_store_nothing()
    {
        for (var number = 0; number < 100; number++) Open(await _world.RememberedAsync());
        var asked = _world.Store.Finds;
        for (var round = 0; round < 10; round++) await _streams.CheckAsync();
        Assert.Equal(asked, _world.Store.Finds);
    }

    [Fact]
    public async Task A_replica_that_leaves_tells_everybody_in_the_second_half_of_its_delay_and_newcomers_at_once()
    {
        var streams = Enumerable.Range(0, 100).Select(_ => Open(null)).ToList();
        var leaving = _streams.LeaveAsync(TimeSpan.FromSeconds(4), CancellationToken.None);

        _world.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.All(streams, stream => Assert.Null(stream.Why));
        var late = Open(null);

        _world.Time.Advance(TimeSpan.FromSeconds(0.2));
        await Eventually.HoldsAsync(() => streams.Any(stream => stream.Why is not null), "the first ones are told");
        Assert.Contains(streams, stream => stream.Why is null);

        await Eventually.HoldsAsync(
            () =>
            {
                _world.Time.Advance(TimeSpan.FromMilliseconds(50));
                return leaving.IsCompleted;
            },
            "all are told");
        Assert.All(streams.Append(late), stream => Assert.Equal(StreamEnd.GoingAway, stream.Why));
        Assert.Equal(StreamEnd.GoingAway, Open(null).Why);
    }

    private Told Open(SessionSecret? session)
    {
        var stream = new Told();
        _streams.Add(stream, session);
        return stream;
    }

    private sealed class Told : IBoundStream
    {
        public StreamEnd? Why { get; private set; }

        public void End(StreamEnd why) => Why ??= why;
    }
}
