using System.Collections.Concurrent;
using Gateway.JourneyTests.Surroundings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.JourneyTests.Balancer;

/// <summary>Stands where a gateway stands, to see what HAProxy sends: echoes headers, or hangs up without an answer.</summary>
internal sealed class StubGateway : IAsyncDisposable
{
    /// <summary>What it tells the balancer of every answer, but for /silent.</summary>
    public const string Timing = "route;desc=\"open, to all\", session;dur=1.500, app;dur=2.000, code;desc=\"200\"";

    /// <summary>What an upstream tells the client of /measured and /silent.</summary>
    public const string UpstreamTiming = "db;dur=3;desc=\"two, of them\", cache";

    private readonly WebApplication _application;

    private StubGateway()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{Port}");
        builder.Logging.ClearProviders();
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    public int Port { get; } = FreePorts.Next();

    public bool IsReady { get; set; } = true;

    /// <summary>Method and path of everything that arrived, health checks aside.</summary>
    public ConcurrentQueue<string> Received { get; } = new();

    public static async Task<StubGateway> StartAsync()
    {
        var stub = new StubGateway();
        await stub._application.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/readyz")
        {
            context.Response.StatusCode = IsReady ? 200 : 503;
            return;
        }

        Received.Enqueue($"{context.Request.Method} {context.Request.Path}");
        if (context.Request.Path == "/hang-up")
        {
            context.Abort();
            return;
        }

        if (context.Request.Path != "/silent") context.Response.Headers.Append("Server-Timing", Timing);
        if (context.Request.Path == "/measured" || context.Request.Path == "/silent") context.Response.Headers.Append("Server-Timing", UpstreamTiming);
        await context.Response.WriteAsJsonAsync(new { headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()) });
    }
}
