using System.Globalization;
using System.Net.WebSockets;

namespace Gateway.Local.Demo;

/// <summary>Traffic that stays open: WebSocket echo, server-sent events, and a two-way stream in the manner of gRPC.</summary>
internal static class DemoStreams
{
    private const int BufferSize = 16 * 1024;

    public static void MapDemoStreams(this IEndpointRouteBuilder routes)
    {
        routes.Map("/ws", (Delegate)EchoWebSocketAsync);
        routes.MapGet("/events", (RequestDelegate)TickAsync);
        routes.MapPost("/stream", (RequestDelegate)EchoStreamAsync);
        // Where a gRPC client generated from "service Echo in package demo" would call.
        routes.MapPost("/demo.Echo/{method}", (RequestDelegate)EchoStreamAsync);
    }

    private static async Task<IResult> EchoWebSocketAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest) return Results.BadRequest("Ask for a WebSocket upgrade.");

        using var socket = await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault());
        var buffer = new byte[BufferSize];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (received.MessageType == WebSocketMessageType.Close) break;
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        }

        await socket.CloseAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, socket.CloseStatusDescription, context.RequestAborted);
        return Results.Empty;
    }

    /// <summary>One event every <c>ms</c> milliseconds (1000), <c>count</c> of them (no end).</summary>
    private static async Task TickAsync(HttpContext context)
    {
        var interval = TimeSpan.FromMilliseconds(Number(context, "ms", 1000));
        var count = Number(context, "count", int.MaxValue);
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        for (var tick = 1; tick <= count; tick++)
        {
            await context.Response.WriteAsync($"id: {tick}\nevent: tick\ndata: {time.GetUtcNow():O}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (tick < count) await Task.Delay(interval, time, context.RequestAborted);
        }
    }

    /// <summary>Returns each piece of the request as it arrives, before the request has ended.</summary>
    private static async Task EchoStreamAsync(HttpContext context)
    {
        context.Response.ContentType = context.Request.ContentType ?? "application/octet-stream";
        // Starting alone leaves the headers in a buffer, and a client may wait for them before it sends.
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        var buffer = new byte[BufferSize];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        if (context.Response.SupportsTrailers()) context.Response.AppendTrailer("grpc-status", "0");
    }

    private static int Number(HttpContext context, string name, int otherwise) =>
        int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
