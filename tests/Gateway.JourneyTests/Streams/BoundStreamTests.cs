using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Gateway.JourneyTests.Surroundings;
using StackExchange.Redis;
using Xunit;

namespace Gateway.JourneyTests.Streams;

/// <summary>WebSockets and server-sent events end with their session, on whichever replica, and at nothing less.</summary>
[Collection(WaitingJourneys.Name)]
public sealed class BoundStreamTests(BoundStreamWorld world) : IClassFixture<BoundStreamWorld>
{
    private const WebSocketCloseStatus GoingAway = WebSocketCloseStatus.EndpointUnavailable; // 1001

    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_sign_out_at_one_replica_closes_the_WebSockets_at_the_other_within_a_second_between_messages()
    {
        var (browser, cookie) = await world.SignInAsync("wendy");
        using var idle = await OpenSocket.OpenAsync(world.A, "/api/ws", cookie);
        var busy = await OpenSocket.OpenAsync(world.A, "/api/ws", cookie);
        var (_, bystander) = await world.SignInAsync("bystander");
        using var others = await OpenSocket.OpenAsync(world.A, "/api/ws", bystander);
        Assert.Equal("hello", await idle.EchoAsync("hello"));
        // Messages in several frames and pieces, all the time: one in flight is delivered whole or not at all.
        var chatter = ChatterAsync(busy);

        var signOut = await BoundStreamWorld.At(world.B, browser).FetchAsync(HttpMethod.Get, "/bff/logout");
        Assert.Equal(HttpStatusCode.Redirect, signOut.Status);
        var signedOutAt = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(idle.UntilClosedAsync(), chatter);

        Report("Closed after the sign-out", signedOutAt);
        Assert.InRange(TimeProvider.System.GetElapsedTime(signedOutAt), TimeSpan.Zero, AtOnce);
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "session ended"), (idle.CloseStatus, idle.CloseReason));
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, busy.CloseStatus);
        Assert.Equal("still here", await others.EchoAsync("still here"));
        await Assert.ThrowsAsync<WebSocketException>(() => OpenSocket.OpenAsync(world.A, "/api/ws", cookie));
        busy.Dispose();
    }

    [Fact]
    public async Task A_sign_out_at_one_replica_completes_the_events_at_the_other_and_who_comes_back_hears_401()
    {
        var (browser, cookie) = await world.SignInAsync("steve");
        using var events = await OpenEvents.OpenAsync(new Uri(world.A, "/api/events?ms=100000"), cookie);
        await events.NextAsync();

        await BoundStreamWorld.At(world.B, browser).FetchAsync(HttpMethod.Get, "/bff/logout");
        var signedOutAt = TimeProvider.System.GetTimestamp();
        await events.UntilEndAsync();

        Report("Complete after the sign-out", signedOutAt);
        Assert.InRange(TimeProvider.System.GetElapsedTime(signedOutAt), TimeSpan.Zero, AtOnce);
        using var again = await OpenEvents.OpenAsync(new Uri(world.A, "/api/events"), cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, again.Status);
    }

    [Fact]
    public async Task Silence_and_an_outage_of_the_store_end_nothing()
    {
        var (_, cookie) = await world.SignInAsync("olga");
        using var socket = await OpenSocket.OpenAsync(world.A, "/api/ws", cookie);
        using var events = await OpenEvents.OpenAsync(new Uri(world.A, $"/api/events?ms={2.5 * BoundStreamWorld.Silence.TotalMilliseconds:0}"), cookie);
        await events.NextAsync();

        await world.World.Redis.KillAsync();
        await events.NextAsync();
        Assert.Equal("still here", await socket.EchoAsync("still here"));
        await world.World.Redis.StartAsync();
        await events.NextAsync();
        Assert.Equal("still here", await socket.EchoAsync("still here"));
    }

    [Fact]
    public async Task An_upstream_that_does_not_even_begin_a_stream_is_given_up_after_ActivityTimeout()
    {
        var (_, cookie) = await world.SignInAsync("walter");
        using var never = await OpenEvents.OpenAsync(new Uri(world.A, "/api/slow?ms=20000"), cookie);
        Assert.Equal(HttpStatusCode.GatewayTimeout, never.Status);
    }

    [Fact]
    public async Task A_client_that_hangs_up_without_a_word_leaves_nothing_open()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(FreePorts.Loopback(world.A.Port));
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /open/ws HTTP/1.1\r\nHost: {world.A.Authority}\r\nOrigin: {world.A.GetLeftPart(UriPartial.Authority)}\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 101 Switching Protocols", await reader.ReadLineAsync());

        client.Client.Shutdown(SocketShutdown.Send);
        // The other half follows, and with it the request and its entry among the open streams.
        await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System);
    }

    [Fact]
    public async Task A_replica_that_drains_sends_its_streams_away_and_is_gone_long_before_DrainTimeout()
    {
        var (_, cookie) = await world.SignInAsync("diana");
        var sockets = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => OpenSocket.OpenAsync(world.A, "/api/ws", cookie)));
        using var strangers = await OpenSocket.OpenAsync(world.A, "/open/ws", cookie: null);
        using var events = await OpenEvents.OpenAsync(new Uri(world.A, "/api/events?ms=100000"), cookie);
        await events.NextAsync();

        var closed = Task.WhenAll(sockets.Append(strangers).Select(socket => socket.UntilClosedAsync()));
        var toldAt = TimeProvider.System.GetTimestamp();
        var exit = world.World.Gateways[0].TerminateAsync();
        await Task.WhenAll(closed, events.UntilEndAsync(), exit);

        Report("Gone after the signal", toldAt);
        Assert.InRange(TimeProvider.System.GetElapsedTime(toldAt), TimeSpan.Zero, TimeSpan.FromSeconds(6));
        Assert.Equal(0, await exit);
        // These and no others: what was closed before has left nothing behind.
        var said = world.World.Gateways[0].Output;
        Assert.True(said.Contains(" 22 WebSockets and event streams were told", StringComparison.Ordinal), said);
        Assert.All(sockets.Append(strangers), socket => Assert.Equal((GoingAway, "going away"), (socket.CloseStatus, socket.CloseReason)));
        using var elsewhere = await OpenSocket.OpenAsync(world.B, "/api/ws", cookie);
        Assert.Equal("hello", await elsewhere.EchoAsync("hello"));

        await world.World.Gateways[0].StartAsync();
        foreach (var socket in sockets) socket.Dispose();
    }

    [Fact]
    public async Task While_replicas_cannot_hear_of_each_other_an_ended_session_still_loses_its_streams()
    {
        await using var deaf = await World.StartAsync(new WorldOptions
        {
            Gateways = 2,
            Settings = new Dictionary<string, string> { ["Gateway:Sessions:RememberFor"] = "00:00:02" },
        });
        var (browser, cookie) = await BoundStreamWorld.SignInAsync(deaf.Gateways[0].Origin, "quinn");
        using var socket = await OpenSocket.OpenAsync(deaf.Gateways[0].Origin, "/api/ws", cookie);
        Assert.Equal("hello", await socket.EchoAsync("hello"));
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{deaf.Redis.ConnectionString},allowAdmin=true");
        await redis.GetDatabase().ExecuteAsync("ACL", "SETUSER", "default", "resetchannels");

        await BoundStreamWorld.At(deaf.Gateways[1].Origin, browser).FetchAsync(HttpMethod.Get, "/bff/logout");
        var signedOutAt = TimeProvider.System.GetTimestamp();
        await socket.UntilClosedAsync();

        Report("Closed after the sign-out, unheard", signedOutAt);
        Assert.InRange(TimeProvider.System.GetElapsedTime(signedOutAt), TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus);
    }

    private static async Task ChatterAsync(OpenSocket socket)
    {
        var hears = HearAsync(socket);
        try
        {
            while (!hears.IsCompleted)
            {
                await socket.SendAsync(new string('a', 40_000), whole: false);
                await socket.SendAsync(new string('b', 40_000), whole: true);
            }
        }
        catch (WebSocketException) when (socket.CloseStatus is not null)
        {
            // Closed while it spoke.
        }

        Assert.True(await hears > 0);
    }

    private static async Task<int> HearAsync(OpenSocket socket)
    {
        var heard = 0;
        while (await socket.ReceiveAsync() is { } message)
        {
            Assert.Equal(0, message.Length % 40_000);
            heard++;
        }

        return heard;
    }

    private static void Report(string what, long since) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {TimeProvider.System.GetElapsedTime(since).TotalMilliseconds:0} ms.");
}
