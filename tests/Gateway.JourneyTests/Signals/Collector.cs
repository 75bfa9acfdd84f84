using System.Collections.Concurrent;
using System.Text;
using Gateway.JourneyTests.Surroundings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.JourneyTests.Signals;

/// <summary>An OTLP collector as far as a test needs one: it takes what is sent over HTTP and keeps it as it came. Strings stand in protobuf as they are.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<string> _metrics = new();
    private readonly ConcurrentQueue<string> _traces = new();

    private Collector(WebApplication server)
    {
        _server = server;
        server.MapPost("/v1/metrics", context => KeepAsync(context, _metrics));
        server.MapPost("/v1/traces", context => KeepAsync(context, _traces));
    }

    public int Port { get; private init; }

    public string Metrics => string.Concat(_metrics);

    public string Traces => string.Concat(_traces);

    /// <summary>OpenTelemetry's own variables, for exports every fraction of a second.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{Port}",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
    };

    public static async Task<Collector> StartAsync()
    {
        var port = FreePorts.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(FreePorts.Loopback(port)));
        var collector = new Collector(builder.Build()) { Port = port };
        await collector._server.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task KeepAsync(HttpContext context, ConcurrentQueue<string> kept)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
        kept.Enqueue(await reader.ReadToEndAsync());
        context.Response.ContentType = "application/x-protobuf";
    }
}
