using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.JourneyTests.Surroundings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Gateway.JourneyTests.Signals;

/// <summary>An upstream that waits where its query says: <c>before</c> its answer, or within its <c>body</c>, in milliseconds; and answers with any <c>status</c>, or breaks off.</summary>
internal sealed class SlowUpstream : IAsyncDisposable
{
    private readonly WebApplication _server;

    private SlowUpstream(WebApplication server) => _server = server;

    public int Port { get; private init; }

    public int TlsPort { get; private init; }

    public static async Task<SlowUpstream> StartAsync()
    {
        var (port, tlsPort) = (FreePorts.Next(), FreePorts.Next());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(FreePorts.Loopback(port));
            kestrel.Listen(FreePorts.Loopback(tlsPort), listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(certificate);
            });
        });
        var server = builder.Build();
        server.Run(AnswerAsync);
        await server.StartAsync();
        return new SlowUpstream(server) { Port = port, TlsPort = tlsPort };
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        await WaitAsync(context, "before");
        context.Response.StatusCode = Number(context, "status") is > 0 and var status ? status : StatusCodes.Status200OK;
        // A connection of its own for every request: each one has to be made.
        if (context.Request.IsHttps) context.Response.Headers.Connection = "close";
        if (context.Response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) return;
        await context.Response.WriteAsync("first ");
        await context.Response.Body.FlushAsync();
        await WaitAsync(context, "body");
        if (Number(context, "break") > 0) context.Abort();
        else await context.Response.WriteAsync(new string('x', Number(context, "bytes")));
    }

    private static Task WaitAsync(HttpContext context, string where) =>
        Number(context, where) is > 0 and var milliseconds ? Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, context.RequestAborted) : Task.CompletedTask;

    private static int Number(HttpContext context, string name) =>
        int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
