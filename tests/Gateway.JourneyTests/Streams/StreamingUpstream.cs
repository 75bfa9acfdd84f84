using System.Net.WebSockets;
using System.Text;
using Gateway.JourneyTests.Surroundings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.JourneyTests.Streams;

/// <summary>An upstream whose every stream begins with the Authorization it was called with, and goes on only when the test says so.</summary>
internal sealed class StreamingUpstream : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly TaskCompletionSource _continue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _received;

    private StreamingUpstream(WebApplication server)
    {
        _server = server;
        server.UseWebSockets();
        server.Map("/ws", (RequestDelegate)EchoAsync);
        server.MapGet("/events", (RequestDelegate)TickAsync);
        server.MapPost("/upload", (RequestDelegate)CountAsync);
        server.MapGrpcService<GrpcEcho>();
    }

    public int Port { get; private init; }

    public int Http2Port { get; private init; }

    /// <summary>Bytes of the upload in progress that have arrived so far.</summary>
    public long Received => Interlocked.Read(ref _received);

    public static async Task<StreamingUpstream> StartAsync()
    {
        var (port, http2Port) = (FreePorts.Next(), FreePorts.Next());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(FreePorts.Loopback(port));
            kestrel.Listen(FreePorts.Loopback(http2Port), listen => listen.Protocols = HttpProtocols.Http2);
        });
        var upstream = new StreamingUpstream(builder.Build()) { Port = port, Http2Port = http2Port };
        await upstream._server.StartAsync();
        return upstream;
    }

    public void Continue() => _continue.TrySetResult();

    public ValueTask DisposeAsync()
    {
        Continue();
        return _server.DisposeAsync();
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var authorization = Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString());
        await socket.SendAsync(authorization, WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (part.MessageType == WebSocketMessageType.Close) break;
            await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, context.RequestAborted);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
    }

    private async Task TickAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync($"data: {context.Request.Headers.Authorization}\n\n");
        await context.Response.Body.FlushAsync();
        await _continue.Task;
        await context.Response.WriteAsync("data: end\n\n");
    }

    private async Task CountAsync(HttpContext context)
    {
        Interlocked.Exchange(ref _received, 0);
        var buffer = new byte[256 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer)) > 0) Interlocked.Add(ref _received, read);
        await context.Response.WriteAsync($"{Received} {context.Request.Headers.Authorization}");
    }
}
