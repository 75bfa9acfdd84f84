using Gateway.Sessions;
using Gateway.Signals;
using Gateway.Tests.Signals;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>Dashboards and alerts read these words.</summary>
public sealed class SessionSignalsTests
{
    private static readonly Dictionary<SessionEndCause, string> Causes = new()
    {
        [SessionEndCause.User] = "user",
        [SessionEndCause.Idle] = "idle",
        [SessionEndCause.Absolute] = "absolute",
        [SessionEndCause.BackChannel] = "back-channel",
        [SessionEndCause.Administrator] = "administrator",
        [SessionEndCause.RefreshRejected] = "refresh-rejected",
        [SessionEndCause.Replaced] = "replaced",
        [SessionEndCause.StoreMissing] = "store-missing",
        [SessionEndCause.Unreadable] = "unreadable",
    };

    private static readonly Dictionary<Owner, string> OwnersOfErrors = new()
    {
        [Owner.Client] = "client",
        [Owner.Gateway] = "gateway",
        [Owner.SessionStore] = "session-store",
        [Owner.IdentityProvider] = "identity-provider",
        [Owner.Upstream] = "upstream",
    };

    [Fact]
    public void Every_cause_of_an_end_has_the_designs_word()
    {
        Assert.Equal(Causes, Enum.GetValues<SessionEndCause>().ToDictionary(cause => cause, cause => cause.ToTag()));
        Assert.Throws<ArgumentOutOfRangeException>(() => ((SessionEndCause)99).ToTag());
    }

    [Fact]
    public void Every_owner_of_an_error_has_the_designs_word()
    {
        Assert.Equal(OwnersOfErrors, Enum.GetValues<Owner>().ToDictionary(owner => owner, owner => owner.ToTag()));
        Assert.Throws<ArgumentOutOfRangeException>(() => ((Owner)99).ToTag());
    }

    [Fact]
    public void Every_answer_of_a_look_up_is_counted_by_what_it_was_and_where_it_came_from()
    {
        using var measured = new Measurements();
        var metrics = new SessionMetrics(measured.Meters);
        var stored = new StoredSession(Sample.Session(SessionSecret.Create()), Revision: 1, TimeSpan.FromHours(1));

        foreach (var source in Enum.GetValues<SessionSource>()) metrics.LookedUp(new SessionLookup.Found(stored, source));
        foreach (var reason in Enum.GetValues<UnavailableReason>()) metrics.LookedUp(new SessionLookup.Unavailable(reason));
        metrics.LookedUp(SessionLookup.Missing.Instance);

        Assert.Equal(
            [
                "{result=found,source=memory}", "{result=found,source=remembered}", "{result=found,source=store}", "{result=missing,source=store}",
                "{result=unavailable,source=store}", "{result=unreadable,source=store}",
            ],
            measured.Series("gateway.sessions.lookups"));
        Assert.All(measured.Observe().Values, sum => Assert.Equal(1, sum));
    }

    [Fact]
    public void Starts_and_ends_are_counted_by_frontend_and_cause()
    {
        using var measured = new Measurements();
        var metrics = new SessionMetrics(measured.Meters);
        metrics.Started("shop");
        foreach (var cause in Enum.GetValues<SessionEndCause>()) metrics.Ended("shop", cause);

        Assert.Equal(1, measured.Of("gateway.sessions.started{frontend=shop}"));
        Assert.Equal(Causes.Values.Select(cause => $"{{cause={cause},frontend=shop}}").Order(StringComparer.Ordinal), measured.Series("gateway.sessions.ended"));
    }

    [Fact]
    public void How_long_the_store_took_is_measured_by_result_and_source()
    {
        using var measured = new Measurements();
        var metrics = new SessionMetrics(measured.Meters);
        metrics.WentToStore(SessionLookup.Missing.Instance, TimeSpan.FromMilliseconds(30));
        Assert.Equal(0.03, measured.Measured("gateway.sessions.lookup.duration{result=missing,source=store}"));
    }

    [Fact]
    public async Task Sessions_in_memory_are_counted_as_they_come_go_and_are_replaced()
    {
        using var world = new RememberedWorld();
        new SessionMetrics(world.Measured.Meters).Watch(world.Sessions);
        var (first, second, _) = (await world.RememberedAsync(), await world.RememberedAsync(), await world.RememberedAsync());
        Assert.Equal(3, Active(world));

        world.Time.Advance(world.Options.RememberFor);
        Assert.Equal(SessionSource.Store, await world.FoundFromAsync(first));
        Assert.Equal(3, Active(world));

        world.Announce(second);
        Assert.Equal(2, Active(world));
    }

    [Fact]
    public async Task Sessions_that_memory_has_no_room_for_are_not_counted()
    {
        using var world = new RememberedWorld(options => options.Remembered = 100);
        new SessionMetrics(world.Measured.Meters).Watch(world.Sessions);
        for (var count = 0; count < 500; count++) await world.RememberedAsync();
        Assert.InRange(Active(world), 50, 100);
    }

    private static long Active(RememberedWorld world) => world.Measured.Observe()["gateway.sessions.active{frontend=shop}"];
}
