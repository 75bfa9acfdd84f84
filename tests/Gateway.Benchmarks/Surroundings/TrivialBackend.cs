using Gateway.JourneyTests.Surroundings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Gateway.Benchmarks.Surroundings;

/// <summary>Answers two bytes to everything: whatever takes time is in front of it.</summary>
internal sealed class TrivialBackend : IAsyncDisposable
{
    private static readonly ReadOnlyMemory<byte> Ok = "ok"u8.ToArray();

    private readonly WebApplication _server;

    private TrivialBackend(WebApplication server, int port) => (_server, Address) = (server, new Uri($"http://127.0.0.1:{port}"));

    public Uri Address { get; }

    public static async Task<TrivialBackend> StartAsync()
    {
        var port = FreePorts.Next();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        var server = builder.Build();
        server.Run(static context =>
        {
            context.Response.ContentType = "text/plain";
            context.Response.ContentLength = Ok.Length;
            return context.Response.Body.WriteAsync(Ok).AsTask();
        });
        await server.StartAsync();
        return new TrivialBackend(server, port);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
