using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tests.Redis;
using Gateway.Tests.Signals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>One replica's memory over a store and a channel that the test holds in its hands.</summary>
internal sealed class RememberedWorld : IDisposable
{
    public RememberedWorld(Action<UserSessionOptions>? set = null)
    {
        Options = new UserSessionOptions();
        set?.Invoke(Options);
        Store = new FakeSessionStore(Time, Options.IdleTimeout);
        Channel = GatewayRedis.UnstartedChannel(Time);
        Ends = new SessionEnds(new SessionMetrics(Measured.Meters), Time, NullLogger<SessionEnds>.Instance);
        Sessions = new RememberedSessions(Store, Channel, new SettableOptions<UserSessionOptions>(Options), Ends, Time);
    }

    public FakeTimeProvider Time { get; } = new(Sample.Noon);

    public UserSessionOptions Options { get; }

    public FakeSessionStore Store { get; }

    public InvalidationChannel Channel { get; }

    public Measurements Measured { get; } = new();

    public SessionEnds Ends { get; }

    public RememberedSessions Sessions { get; }

    public int Ended(string cause) => (int)Measured.Of($"gateway.sessions.ended{{cause={cause},frontend=shop}}");

    /// <summary>A session that lies in the store and that this replica has not seen.</summary>
    public async Task<SessionSecret> StoredAsync(TimeSpan? endsIn = null)
    {
        var secret = SessionSecret.Create();
        var session = Sample.Session(secret, Time.GetUtcNow());
        if (endsIn is { } lifetime) session = session with { EndsAt = Time.GetUtcNow() + lifetime };
        Assert.Equal(SessionWrite.Written, await Store.CreateAsync(secret, session));
        return secret;
    }

    /// <summary>A session in the store that this replica has looked up once.</summary>
    public async Task<SessionSecret> RememberedAsync(TimeSpan? endsIn = null)
    {
        var secret = await StoredAsync(endsIn);
        Assert.Equal(SessionSource.Store, await FoundFromAsync(secret));
        return secret;
    }

    public async Task<SessionSource> FoundFromAsync(SessionSecret secret) => Assert.IsType<SessionLookup.Found>(await Sessions.FindAsync(secret)).Source;

    public async Task IsMissingAsync(SessionSecret secret) => Assert.IsType<SessionLookup.Missing>(await Sessions.FindAsync(secret));

    public async Task IsUnavailableAsync(SessionSecret secret) => Assert.IsType<SessionLookup.Unavailable>(await Sessions.FindAsync(secret));

    public void Announce(SessionSecret ended) => Channel.Receive($"ended {ended.Id}");

    /// <summary>The channel is heard after a time in which messages may have been lost.</summary>
    public void CloseGap() => Channel.Receive(Channel.Heartbeat);

    public async Task<UserSession> SessionOfAsync(SessionSecret secret) =>
        Assert.IsType<SessionLookup.Found>(await Sessions.FindAsync(secret)).Stored.Session;

    public void Dispose()
    {
        Channel.Dispose();
        Measured.Dispose();
    }
}
