using System.Net.WebSockets;
using Gateway.JourneyTests.Streams;
using Xunit;

namespace Gateway.JourneyTests.Bearer;

/// <summary>WebSockets and server-sent events opened with a bearer token end with it, on whichever replica.</summary>
public sealed class BearerStreamTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_revocation_one_replica_is_told_of_ends_the_streams_at_the_other_and_no_others()
    {
        await using var world = await BearerWorld.StartAsync(
            gateways: 2, opaque: false, ("ReverseProxy:Routes:machine:Transforms:0:PathRemovePrefix", "/machine"));
        var (token, other) = (await world.NewTokenAsync(), await world.NewTokenAsync());
        var there = world.World.Gateways[1].Origin;
        using var socket = await OpenSocket.OpenAsync(there, "/machine/api/ws", cookie: null, authorization: $"Bearer {token}");
        using var events = await OpenEvents.OpenAsync(new Uri(there, "/machine/api/events?ms=100000"), cookie: null, authorization: $"Bearer {token}");
        using var bystander = await OpenSocket.OpenAsync(there, "/machine/api/ws", cookie: null, authorization: $"Bearer {other}");
        Assert.Equal("hello", await socket.EchoAsync("hello"));
        await events.NextAsync();

        var revokedAt = await world.AnnounceRevocationAsync(token);
        await Task.WhenAll(socket.UntilClosedAsync(), events.UntilEndAsync());

        Assert.InRange(TimeProvider.System.GetElapsedTime(revokedAt), TimeSpan.Zero, AtOnce);
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "token ended"), (socket.CloseStatus, socket.CloseReason));
        Assert.Equal("still here", await bystander.EchoAsync("still here"));
    }
}
