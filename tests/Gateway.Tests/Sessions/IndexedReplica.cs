using Gateway.Frontends;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Sessions.Listing;
using Gateway.Tests.Redis;
using Gateway.Tests.Signals;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Sessions;

/// <summary>All that one replica has of sessions, indexes included, over a real Redis; three frontends, two of them of one client.</summary>
internal sealed class IndexedReplica : IAsyncDisposable
{
    public const string Authority = "https://id.example.com";

    private readonly Measurements _measured = new();

    private IndexedReplica(RedisConnection connection, UserSessionOptions options)
    {
        Connection = connection;
        Channel = new InvalidationChannel(connection, TimeProvider.System, NullLogger<InvalidationChannel>.Instance);
        var settable = new SettableOptions<UserSessionOptions>(options);
        Frontends = new FrontendDirectory(new SettableOptions<Dictionary<string, FrontendOptions>>(new()
        {
            ["shop"] = At("shop", "shop", Authority),
            ["outlet"] = At("outlet", "shop", Authority + "/"),
            ["office"] = At("office", "office", Authority),
        }));
        var store = new RedisSessionStore(connection, Channel, settable, TimeProvider.System, NullLogger<RedisSessionStore>.Instance);
        Index = new SessionIndex(connection, Frontends, TimeProvider.System, NullLogger<SessionIndex>.Instance);
        Store = new IndexedSessionStore(store, Index);
        var ends = new SessionEnds(new SessionMetrics(_measured.Meters), TimeProvider.System, NullLogger<SessionEnds>.Instance);
        Sessions = new RememberedSessions(Store, Channel, settable, ends, TimeProvider.System);
        Listed = new ListedSessions(Index, Sessions, Frontends);
    }

    public RedisConnection Connection { get; }

    public InvalidationChannel Channel { get; }

    public FrontendDirectory Frontends { get; }

    public SessionIndex Index { get; }

    public IndexedSessionStore Store { get; }

    public RememberedSessions Sessions { get; }

    public ListedSessions Listed { get; }

    /// <param name="connectionString">Where Redis is.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="listens">False: it does not hear of the ends at other replicas, and the test does not wait for its ears.</param>
    public static async Task<IndexedReplica> StartAsync(string connectionString, UserSessionOptions? options = null, bool listens = true)
    {
        var replica = new IndexedReplica(await GatewayRedis.ConnectAsync(connectionString), options ?? new UserSessionOptions());
        if (!listens) return replica;
        await replica.Channel.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => replica.Channel.IsHeard, "the channel is heard");
        return replica;
    }

    public async Task<IReadOnlyList<SessionId>> IdsOfSubjectAsync(string subject) =>
        [.. ((SessionListing.Listed)await Listed.OfSubjectAsync(subject)).Sessions.Select(session => session.Id)];

    public async ValueTask DisposeAsync()
    {
        await Channel.StopAsync(CancellationToken.None);
        Channel.Dispose();
        await Connection.DisposeAsync();
        Frontends.Dispose();
        _measured.Dispose();
    }

    private static FrontendOptions At(string host, string client, string authority) => new()
    {
        Hosts = [$"{host}.example.com"],
        Identity = new IdentityOptions { Authority = authority, ClientId = client, ClientSecret = "secret" },
    };
}
