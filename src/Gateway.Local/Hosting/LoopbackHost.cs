using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Local.Hosting;

/// <summary>
/// The bare web host every in-process part starts from. It reads no environment and no settings file, so that an
/// <c>ASPNETCORE_URLS</c> meant for something else moves none of them, and it limits no body: limits are the gateway's to prove.
/// </summary>
internal static class LoopbackHost
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    public static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Gateway.Local" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Services.AddRouting();
        builder.Services.AddSingleton<IHostLifetime, IdleLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        return builder;
    }

    /// <summary>Listens on 127.0.0.1; port 0 lets the system choose.</summary>
    public static void ListenLoopback(this WebApplicationBuilder builder, int port, HttpProtocols protocols = HttpProtocols.Http1) =>
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, port, listen => listen.Protocols = protocols));
}
