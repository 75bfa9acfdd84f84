using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Gateway.JourneyTests.Surroundings;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace Gateway.JourneyTests.Streams;

/// <summary>What stays open, comes in pieces or is large passes through as it comes, with the user's token.</summary>
[Collection(MeasuringJourneys.Name)]
public sealed class StreamTests(StreamWorld world) : IClassFixture<StreamWorld>
{
    private const long Megabyte = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_WebSocket_carries_messages_both_ways()
    {
        using var socket = await ConnectAsync(world.Origin.GetLeftPart(UriPartial.Authority));
        Assert.StartsWith("Bearer ey", await ReceiveAsync(socket), StringComparison.Ordinal);

        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, default);
        Assert.Equal("hello", await ReceiveAsync(socket));

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", default);
        Assert.Equal(WebSocketState.Closed, socket.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_WebSocket_over_HTTP2_carries_messages_and_is_closed_with_its_session(bool upstreamHttp2)
    {
        var (browser, cookie) = await BoundStreamWorld.SignInAsync(world.Origin, "bob");
        using var socket = await OpenSocket.OpenAsync(world.Http2, upstreamHttp2 ? "/http2/ws" : "/ws", cookie, http2: true);
        Assert.StartsWith("Bearer ey", await socket.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal("hello", await socket.EchoAsync("hello"));

        await browser.FetchAsync(HttpMethod.Get, "/bff/logout");
        await socket.UntilClosedAsync();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost:1")]
    [InlineData(null)]
    public async Task A_WebSocket_of_another_origin_is_refused(string? origin)
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(origin));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_sent_events_arrive_one_by_one()
    {
        using var client = Client();
        using var response = await client.GetAsync(new Uri(world.Origin, "/events"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        // The upstream has not gone on yet: this event was not waiting for a buffer to fill.
        Assert.StartsWith("data: Bearer ey", await reader.ReadLineAsync().WaitAsync(Patience, TimeProvider.System), StringComparison.Ordinal);
        world.Upstream.Continue();
        Assert.EndsWith("data: end\n\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gRPC_call_streams_both_ways_over_HTTP2_and_ends_with_its_trailers()
    {
        using var channel = GrpcChannel.ForAddress(world.Http2);
        var headers = new Metadata { { "cookie", world.Cookie }, { "origin", world.Http2.GetLeftPart(UriPartial.Authority) }, { "x-csrf", "1" } };
        using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(
            GrpcEchoContract.Method, host: null, new CallOptions(headers, TimeProvider.System.GetUtcNow().Add(Patience).UtcDateTime));

        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.StartsWith("Bearer ey", call.ResponseStream.Current, StringComparison.Ordinal);
        foreach (var message in (string[])["one", "two"])
        {
            await call.RequestStream.WriteAsync(message);
            Assert.True(await call.ResponseStream.MoveNext(default));
            Assert.Equal(message, call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Equal("yes", call.GetTrailers().GetValue("counted"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upload_of_a_gigabyte_passes_through_without_being_held(bool chunked)
    {
        var before = Memory();
        // The rest is sent once the first piece is through.
        using var content = new PiecedContent(1024, chunked, afterFirst: () => Eventually.HoldsAsync(
            () => Task.FromResult(world.Upstream.Received >= Megabyte), Patience, () => $"the first megabyte arrived ({world.Upstream.Received})"));
        using var client = Client();
        using var response = await client.PostAsync(new Uri(world.Origin, "/upload"), content);
        var said = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith($"{1024 * Megabyte} Bearer ey", said, StringComparison.Ordinal);
        var grown = (Memory() - before) / Megabyte;
        TestContext.Current.TestOutputHelper?.WriteLine($"1024 MB uploaded, the gateway's memory grew by {grown} MB.");
        Assert.InRange(grown, -1024, 150);
    }

    private async Task<ClientWebSocket> ConnectAsync(string? origin)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", world.Cookie);
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        await socket.ConnectAsync(new UriBuilder(world.Origin) { Scheme = "ws", Path = "/ws" }.Uri, default);
        return socket;
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var received = await socket.ReceiveAsync(buffer, default).WaitAsync(Patience, TimeProvider.System);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private HttpClient Client()
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { Timeout = TimeSpan.FromMinutes(3) };
        client.DefaultRequestHeaders.Add("Cookie", world.Cookie);
        client.DefaultRequestHeaders.Add("Origin", world.Origin.GetLeftPart(UriPartial.Authority));
        client.DefaultRequestHeaders.Add("X-CSRF", "1");
        return client;
    }

    private long Memory()
    {
        using var process = Process.GetProcessById(world.GatewayProcessId);
        return process.WorkingSet64;
    }
}
