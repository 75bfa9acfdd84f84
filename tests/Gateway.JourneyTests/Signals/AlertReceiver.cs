using System.Collections.Concurrent;
using System.Text.Json;
using Gateway.JourneyTests.Surroundings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.JourneyTests.Signals;

/// <summary>The pager: what Alertmanager's webhooks tell it.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<Told> _told = new();

    private AlertReceiver(WebApplication server, int port)
    {
        (_server, Address) = (server, new Uri($"http://127.0.0.1:{port}"));
        server.MapPost("/{receiver}", KeepAsync);
    }

    public Uri Address { get; }

    /// <summary>Every alert it was told of, in order.</summary>
    public IReadOnlyCollection<Told> Alerts => _told;

    public static async Task<AlertReceiver> StartAsync()
    {
        var port = FreePorts.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(FreePorts.Loopback(port)));
        var receiver = new AlertReceiver(builder.Build(), port);
        await receiver._server.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task KeepAsync(HttpContext context, string receiver)
    {
        using var message = await JsonDocument.ParseAsync(context.Request.Body);
        foreach (var alert in message.RootElement.GetProperty("alerts").EnumerateArray())
        {
            _told.Enqueue(new Told(receiver, alert.GetProperty("status").GetString()!, Texts(alert.GetProperty("labels")), Texts(alert.GetProperty("annotations"))));
        }
    }

    private static Dictionary<string, string> Texts(JsonElement texts) => texts.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString()!);

    internal sealed record Told(string Receiver, string Status, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations);
}
