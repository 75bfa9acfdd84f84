using Gateway.JourneyTests.Surroundings;
using StackExchange.Redis;
using Xunit;

namespace Gateway.JourneyTests.Ends;

/// <summary>Who signs out at one replica is signed out at the others: how soon, with the invalidation channel and without it.</summary>
[Collection(MeasuringJourneys.Name)]
public sealed class LogoutSpreadTests
{
    private const int WithoutChannel = 15;
    private const int SignInsAtOnce = 4;

    private static readonly int Users = LongForm.IsAsked ? 500 : 100;
    private static readonly TimeSpan Remember = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_sign_out_is_seen_by_the_other_replicas_within_a_second()
    {
        // Far longer than the test: only the channel can tell a replica.
        await using var world = await WorldAsync(TimeSpan.FromMinutes(10));
        var seen = await SignOutAsync(world, await SignInAsync(world, Users), TimeSpan.FromSeconds(10));

        TestContext.Current.TestOutputHelper?.WriteLine($"{seen.Count} sightings of {Users} sign-outs: {Percentiles(seen)}.");
        Assert.True(At(seen, 99) < TimeSpan.FromSeconds(1), Percentiles(seen));
    }

    [Fact]
    public async Task With_the_channel_cut_a_sign_out_is_seen_once_the_memory_is_too_old()
    {
        await using var world = await WorldAsync(Remember);
        var users = await SignInAsync(world, WithoutChannel);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(world.Redis.ConnectionString);
        // Redis closes the subscriptions and lets nobody subscribe or publish again; everything else goes on.
        await redis.GetDatabase().ExecuteAsync("ACL", "SETUSER", "default", "resetchannels");
        await Task.WhenAll(users.Select(user => user.IsSignedInEverywhereAsync()));

        var seen = await SignOutAsync(world, users, TimeSpan.FromSeconds(20));

        TestContext.Current.TestOutputHelper?.WriteLine($"{seen.Count} sightings without a channel, RememberFor {Remember.TotalSeconds} s: {Percentiles(seen)}.");
        Assert.True(seen[^1] < Remember, Percentiles(seen));
        Assert.True(seen[^1] > TimeSpan.FromSeconds(1), "Without the channel something told the replicas at once: this test cut nothing.");
    }

    private static Task<World> WorldAsync(TimeSpan rememberFor) =>
        World.StartAsync(new WorldOptions { Settings = new Dictionary<string, string> { ["Gateway:Sessions:RememberFor"] = $"{rememberFor:c}" } });

    private static async Task<IReadOnlyList<UserOfReplicas>> SignInAsync(World world, int count)
    {
        var users = new UserOfReplicas[count];
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = SignInsAtOnce }, async (number, _) =>
        {
            users[number] = await UserOfReplicas.SignInAsync(world, $"user-{number}", number % world.Gateways.Count);
            Assert.DoesNotContain(false, await users[number].IsSignedInEverywhereAsync());
        });
        return users;
    }

    /// <summary>How long after each sign-out was answered each other replica said that nobody is signed in, shortest first.</summary>
    private static async Task<IReadOnlyList<TimeSpan>> SignOutAsync(World world, IReadOnlyList<UserOfReplicas> users, TimeSpan patience)
    {
        var seen = new List<TimeSpan>();
        var gate = new Lock();
        await Parallel.ForEachAsync(users.Index(), new ParallelOptions { MaxDegreeOfParallelism = users.Count > 50 ? SignInsAtOnce : users.Count }, async (user, _) =>
        {
            var at = user.Index % world.Gateways.Count;
            await user.Item.LogOutAtAsync(at);
            var signedOut = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, world.Gateways.Count).Where(replica => replica != at).Select(async replica =>
            {
                await Eventually.HoldsAsync(async () => !await user.Item.IsSignedInAtAsync(replica), patience, () => $"{user.Item.Name} is signed out at replica {replica}");
                lock (gate) seen.Add(TimeProvider.System.GetElapsedTime(signedOut));
            }));
        });
        return [.. seen.Order()];
    }

    private static TimeSpan At(IReadOnlyList<TimeSpan> sorted, int percent) => sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];

    private static string Percentiles(IReadOnlyList<TimeSpan> sorted) =>
        $"p50 {At(sorted, 50).TotalMilliseconds:0} ms, p99 {At(sorted, 99).TotalMilliseconds:0} ms, max {sorted[^1].TotalMilliseconds:0} ms";
}
