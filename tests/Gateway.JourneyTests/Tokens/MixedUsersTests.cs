using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Gateway.JourneyTests.Load;
using Gateway.JourneyTests.Surroundings;
using StackExchange.Redis;
using Xunit;

namespace Gateway.JourneyTests.Tokens;

/// <summary>
/// Many users at once over all replicas, their tokens renewed all the time and the connections to Redis cut again and again: no answer
/// may be another user's (CVE-2024-51987, CVE-2025-26620).
/// </summary>
public sealed class MixedUsersTests
{
    private const int AtOnce = 48;

    private static readonly TimeSpan BetweenCuts = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan RenewedWithin = TimeSpan.FromMinutes(1);

    private readonly ProviderWitness _witness = new();
    private readonly ConcurrentDictionary<string, int> _results = new();
    private int _cuts;

    private static int Users => LongForm.IsAsked ? 500 : 100;

    private static int Requests => LongForm.IsAsked ? 1_000_000 : 10_000;

    [Fact]
    public async Task Nobody_is_answered_as_somebody_else()
    {
        await using var world = await World.StartAsync(new WorldOptions
        {
            // Half a minute, and three seconds at first: some renewal is always under way.
            Identity = options => _witness.Watch(options with { AccessTokenLifetime = TimeSpan.FromSeconds(30), FirstAccessTokenLifetime = TimeSpan.FromSeconds(3) }),
            Settings = new Dictionary<string, string> { ["Gateway:Sessions:RememberFor"] = "00:00:02" },
        });
        var users = await Crowd.SignInAsync(world, Users);
        using var stop = new CancellationTokenSource();
        var cutting = CutConnectionsAsync(world, stop.Token);

        var begunAt = TimeProvider.System.GetTimestamp();
        await Parallel.ForEachAsync(Calls(begunAt), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) =>
        {
            var user = users[RandomNumberGenerator.GetInt32(Users)];
            var gateway = world.Gateways[RandomNumberGenerator.GetInt32(world.Gateways.Count)];
            var result = await CallAsync(user, new Uri(gateway.Origin, RandomNumberGenerator.GetInt32(4) == 0 ? "/bff/user" : "/api/orders"));
            _results.AddOrUpdate(result, 1, (_, count) => count + 1);
        });
        var seconds = TimeProvider.System.GetElapsedTime(begunAt).TotalSeconds;
        await stop.CancelAsync();
        await cutting;

        var requests = _results.Values.Sum();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{requests} requests of {Users} users in {seconds:F0} s, {_witness.Redemptions} refreshes ({_witness.Refusals} refused), Redis cut off {_cuts} times: "
            + string.Join(", ", _results.OrderByDescending(result => result.Value).Select(result => $"{result.Value} × {result.Key}")));
        Assert.DoesNotContain(_results.Keys, result => result.StartsWith("another", StringComparison.Ordinal));
        Assert.All(_results.Keys, result => Assert.Contains(result, (string[])["his own", "503 session-store", "503 identity-provider"]));
        Assert.True(_results["his own"] > requests * 0.9, "nearly all are answered");
        Assert.True(_witness.Redemptions >= Users, "every user's token was renewed");
        Assert.True(_cuts > 0, "the store was cut off meanwhile");
        Assert.Equal(0, _witness.Refusals);
        Assert.Empty(await Crowd.LoggedOutAsync(users));
    }

    // As many as were asked for, and on until what they are to meet has happened: a faster gateway is no smaller test.
    private IEnumerable<int> Calls(long begunAt)
    {
        for (var call = 0; call < Requests || (!HasMetAll() && TimeProvider.System.GetElapsedTime(begunAt) < RenewedWithin); call++) yield return call;

        bool HasMetAll() => _witness.Redemptions >= Users && Volatile.Read(ref _cuts) > 0;
    }

    private static async Task<string> CallAsync(SignedInUser user, Uri address)
    {
        var answer = await user.CallAsync(HttpMethod.Get, address.ToString());
        if (answer.Status == HttpStatusCode.OK)
        {
            var seen = address.AbsolutePath == "/bff/user" ? (answer.Body.Contains($"\"{user.Name}\"", StringComparison.Ordinal) ? user.Name : answer.Body) : answer.SeenUser;
            return seen == user.Name ? "his own" : $"another's: {user.Name} got {seen}";
        }

        return $"{(int)answer.Status} {(answer.Body.Contains("session-store", StringComparison.Ordinal) ? "session-store" : answer.Body.Contains("identity-provider", StringComparison.Ordinal) ? "identity-provider" : answer.Body)}";
    }

    private async Task CutConnectionsAsync(World world, CancellationToken stop)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{world.Redis.ConnectionString},allowAdmin=true");
        var server = redis.GetServer(world.Redis.ConnectionString);
        while (true)
        {
            await Task.Delay(BetweenCuts, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return;
            foreach (var kind in (string[])["normal", "pubsub"]) await server.ExecuteAsync("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes");
            Interlocked.Increment(ref _cuts);
        }
    }
}
