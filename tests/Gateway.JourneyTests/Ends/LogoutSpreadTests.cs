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
        var (seen, _) = await SignOutAsync(world, await SignInAsync(world, Users), TimeSpan.FromSeconds(10));

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
        // By then every memory is too old, so that the look directly before the sign-out is the store's and is believed for all of RememberFor.
        await Task.Delay(Remember, TimeProvider.System, TestContext.Current.CancellationToken);
        await Task.WhenAll(users.Select(user => user.IsSignedInEverywhereAsync()));

        var (seen, served) = await SignOutAsync(world, users, TimeSpan.FromSeconds(20));

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{seen.Count} sightings without a channel, RememberFor {Remember.TotalSeconds} s: {Percentiles(seen)}; the last request served was sent after {served[^1].TotalMilliseconds:0} ms.");
        // Whatever is sent later than that is refused, however long the answer takes on a busy machine.
        Assert.True(served[^1] < Remember, Percentiles(served));
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

    /// <summary>
    /// How long after each sign-out was answered each other replica said that nobody is signed in, and how long after it the last request was sent
    /// that it still served (zero where none was); shortest first.
    /// </summary>
    private static async Task<(IReadOnlyList<TimeSpan> Seen, IReadOnlyList<TimeSpan> Served)> SignOutAsync(World world, IReadOnlyList<UserOfReplicas> users, TimeSpan patience)
    {
        var (seen, served) = (new List<TimeSpan>(), new List<TimeSpan>());
        var gate = new Lock();
        await Parallel.ForEachAsync(users.Index(), new ParallelOptions { MaxDegreeOfParallelism = users.Count > 50 ? SignInsAtOnce : users.Count }, async (user, _) =>
        {
            var at = user.Index % world.Gateways.Count;
            await user.Item.LogOutAtAsync(at);
            var signedOut = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, world.Gateways.Count).Where(replica => replica != at).Select(async replica =>
            {
                var lastServed = TimeSpan.Zero;
                await Eventually.HoldsAsync(
                    async () =>
                    {
                        var sent = TimeProvider.System.GetElapsedTime(signedOut);
                        if (!await user.Item.IsSignedInAtAsync(replica)) return true;
                        lastServed = sent;
                        return false;
                    },
                    patience,
                    () => $"{user.Item.Name} is signed out at replica {replica}");
                lock (gate)
                {
                    seen.Add(TimeProvider.System.GetElapsedTime(signedOut));
                    served.Add(lastServed);
                }
            }));
        });
        return ([.. seen.Order()], [.. served.Order()]);
    }

    private static TimeSpan At(IReadOnlyList<TimeSpan> sorted, int percent) => sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];

    private static string Percentiles(IReadOnlyList<TimeSpan> sorted) =>
        $"p50 {At(sorted, 50).TotalMilliseconds:0} ms, p99 {At(sorted, 99).TotalMilliseconds:0} ms, max {sorted[^1].TotalMilliseconds:0} ms";
}
