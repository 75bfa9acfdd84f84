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

    private readonly ProviderWitness _witness = new();
    private readonly ConcurrentDictionary<string, int> _results = new();

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
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) =>
        {
            var user = users[RandomNumberGenerator.GetInt32(Users)];
            var gateway = world.Gateways[RandomNumberGenerator.GetInt32(world.Gateways.Count)];
            var result = await CallAsync(user, new Uri(gateway.Origin, RandomNumberGenerator.GetInt32(4) == 0 ? "/bff/user" : "/api/orders"));
            _results.AddOrUpdate(result, 1, (_, count) => count + 1);
        });
        var seconds = TimeProvider.System.GetElapsedTime(begunAt).TotalSeconds;
        await stop.CancelAsync();
        var cuts = await cutting;

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Requests} requests of {Users} users in {seconds:F0} s, {_witness.Redemptions} refreshes ({_witness.Refusals} refused), Redis cut off {cuts} times: "
            + string.Join(", ", _results.OrderByDescending(result => result.Value).Select(result => $"{result.Value} × {result.Key}")));
        Assert.DoesNotContain(_results.Keys, result => result.StartsWith("another", StringComparison.Ordinal));
        Assert.All(_results.Keys, result => Assert.Contains(result, (string[])["his own", "503 session-store", "503 identity-provider"]));
        Assert.True(_results["his own"] > Requests * 0.9, "nearly all are answered");
        Assert.True(_witness.Redemptions >= Users, "every user's token was renewed");
        Assert.Equal(0, _witness.Refusals);
        Assert.Empty(await Crowd.LoggedOutAsync(users));
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

    private static async Task<int> CutConnectionsAsync(World world, CancellationToken stop)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{world.Redis.ConnectionString},allowAdmin=true");
        var server = redis.GetServer(world.Redis.ConnectionString);
        for (var cuts = 0; ; cuts++)
        {
            await Task.Delay(BetweenCuts, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return cuts;
            foreach (var kind in (string[])["normal", "pubsub"]) await server.ExecuteAsync("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes");
        }
    }
}
