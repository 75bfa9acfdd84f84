using Gateway.Authentication;
using Gateway.Frontends;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Signals.Saturation;
using Gateway.Tests.Redis;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gateway.Tests.Authentication;

/// <summary>Replicas that share the ring of login-state keys, each put together as the gateway is.</summary>
public sealed class LoginKeysTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Replicas_that_start_at_once_make_one_key_and_read_what_the_others_wrote()
    {
        await using var redis = await RedisServer.StartAsync();
        var replicas = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReplicaAsync(redis)));

        Assert.All(replicas, replica => Assert.Single(replica.GetRequiredService<SharedKeys>().GetAllKeys()));
        var written = Protector(replicas[0]).Protect("state");
        Assert.All(replicas, replica => Assert.Equal("state", Protector(replica).Unprotect(written)));
        foreach (var replica in replicas) await replica.DisposeAsync();
    }

    [Fact]
    public async Task A_key_another_replica_adds_is_known_within_seconds_not_within_a_day()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await ReplicaAsync(redis);
        await using var other = await ReplicaAsync(redis);
        Protector(one).Protect("warm");
        var ring = one.GetRequiredService<SharedKeys>().GetCacheExpirationToken();

        var now = TimeProvider.System.GetUtcNow();
        other.GetRequiredService<SharedKeys>().CreateNewKey(now, now.AddDays(90));

        await Eventually.HoldsAsync(() => Task.FromResult(ring.IsCancellationRequested), "the ring this replica had read counts as old");
    }

    [Fact]
    public async Task After_the_secret_changed_logins_go_on_under_a_new_key()
    {
        await using var redis = await RedisServer.StartAsync();
        await using (var before = await ReplicaAsync(redis)) Assert.True(before.GetRequiredService<LoginKeys>().AreReadable());

        await using var after = await ReplicaAsync(redis, "another-secret-0123456789abcdef0123");

        await Eventually.HoldsAsync(() => Task.FromResult(after.GetRequiredService<LoginKeys>().AreReadable()), "logins can begin");
    }

    [Fact]
    public async Task Nothing_of_a_key_can_be_read_in_Redis()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var replica = await ReplicaAsync(redis);
        await using var client = await redis.ConnectAsync();
        var stored = string.Join('\n', await client.GetDatabase().ListRangeAsync(RedisKeys.KeyRing));
        Assert.Contains("sealed", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", stored, StringComparison.Ordinal);
    }

    private static async Task<ServiceProvider> ReplicaAsync(RedisServer redis, string secret = Secret)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [RedisSettings.Key] = redis.ConnectionString,
            ["Gateway:Keys:Secret"] = secret,
            ["Gateway:Sessions:StoreTimeout"] = "00:00:05",
        }).Build();
        var replica = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging()
            .AddMetrics()
            .AddSingleton<TcpTraffic>()
            .AddRedis()
            .AddFrontends(configuration)
            .AddSessions(configuration)
            .AddGatewayAuthentication(configuration)
            .BuildServiceProvider();
        await replica.GetRequiredService<RedisConnection>().StartAsync(CancellationToken.None);
        await replica.GetRequiredService<LoginKeys>().StartAsync(CancellationToken.None);
        return replica;
    }

    private static IDataProtector Protector(ServiceProvider replica) => replica.GetRequiredService<IDataProtectionProvider>().CreateProtector("login");
}
