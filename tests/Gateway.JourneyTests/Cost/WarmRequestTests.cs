using System.Globalization;
using Gateway.JourneyTests.Bearer;
using Gateway.JourneyTests.Signals;
using Gateway.JourneyTests.Surroundings;
using StackExchange.Redis;
using Xunit;

namespace Gateway.JourneyTests.Cost;

/// <summary>
/// What being authenticated costs a request that a replica can answer from its memory, with all signals on: bytes beyond those of plain YARP,
/// which are the same on every machine as times are not, and no word to Redis.
/// </summary>
public sealed class WarmRequestTests
{
    private const int MostBytesBeyondYarp = 1_024;

    // A replica's own heartbeats, and of each session one look in RememberFor; the requests are thousands.
    private const int MostCommandsOfTheReplica = 400;

    [Fact]
    public async Task A_warm_request_leaves_a_kilobyte_of_garbage_at_most_beyond_YARPs_and_asks_Redis_nothing()
    {
        await using var world = await BearerWorld.StartAsync(gateways: 1, opaque: false);
        await using var yarp = await PlainProxy.StartAsync(world.World.Api);
        var gateway = world.World.Gateways[0];
        var alice = await SignedInUser.SignInAsync(world.World, "alice");
        var token = await world.NewTokenAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        var ofGateway = new Allocations(http, async () => (await Exposition.OfAsync(gateway)).Sum("dotnet_gc_heap_total_allocated_bytes_total"));

        var plain = await new Allocations(http, yarp.AllocatedAsync).OfAsync(new Uri(yarp.Origin, "/open/warm"), null);
        var commands = await CommandsAsync(world.World.Redis);
        (string Kind, double Each)[] kinds =
        [
            ("anonymous", await ofGateway.OfAsync(new Uri(gateway.Origin, "/open/warm"), null)),
            ("session from memory", await ofGateway.OfAsync(new Uri(gateway.Origin, "/api/warm"), ("Cookie", alice.CookieHeader))),
            ("bearer cached", await ofGateway.OfAsync(new Uri(gateway.Origin, "/machine/warm"), ("Authorization", $"Bearer {token}"))),
        ];
        commands = await CommandsAsync(world.World.Redis) - commands;

        var table = string.Join('\n', kinds.Select(kind => string.Create(
            CultureInfo.InvariantCulture, $"{kind.Kind}: {kind.Each:0} bytes a request, {kind.Each - plain:0} beyond plain YARP's {plain:0}")));
        TestContext.Current.TestOutputHelper?.WriteLine($"{table}\n{commands} commands at Redis meanwhile");
        Assert.InRange(commands, 0, MostCommandsOfTheReplica);
        Assert.True(kinds.All(kind => kind.Each - plain <= MostBytesBeyondYarp), table);
    }

    private static async Task<long> CommandsAsync(RedisServer redis)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true");
        var sections = await connection.GetServers()[0].InfoAsync("commandstats");
        return sections.SelectMany(section => section).Sum(command => long.Parse(command.Value.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture));
    }
}
