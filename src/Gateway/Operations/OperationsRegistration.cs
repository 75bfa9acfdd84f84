using Gateway.Operations.Administration;
using Gateway.Operations.Configuration;
using Gateway.Operations.LivePage;
using Gateway.Operations.Status;
using Gateway.Rollout;
using Microsoft.Extensions.Options;

namespace Gateway.Operations;

internal static class OperationsRegistration
{
    // ASP.NET Core's own settings for the traffic port, and our default where none is used.
    private const string DefaultAddress = "http://+:8080";
    private static readonly string[] AddressKeys = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    public static IServiceCollection AddOperations(
        this IServiceCollection services, WebApplicationBuilder builder, AcceptedConfiguration accepted)
    {
        services.Configure<OperationsOptions>(accepted.Root.GetSection(OperationsOptions.Section));
        services.AddSingleton(ReleaseIdentity.OfThisBuild());
        services.AddSingleton<Readiness>();
        services.AddSingleton<RequestsInProgress>();
        services.AddStatus();
        services.AddAdministration();
        services.AddSingleton<LiveRoutes>();
        services.AddSingleton<BalancersView>();
        services.AddSingleton<LivePageServer>();
        services.AddHostedService<OperationsServer>();
        services.AddHostedService<WarmUp>();
        services.AddHostedService<Drain>();

        services.AddSingleton(accepted);
        services.AddSingleton(new ConfigurationSources(builder.Configuration));
        services.AddSingleton<ConfigurationMetrics>();
        services.AddHostedService<ConfigurationReload>();
        services.AddOptions<HostOptions>().Configure<IOptions<OperationsOptions>>((host, operations) =>
            host.ShutdownTimeout = operations.Value.DrainDelay + operations.Value.DrainTimeout);
        QuietLibraries(builder.Logging);
        builder.Logging.AddConfiguration(accepted.Root.GetSection("Logging"));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        if (!IsAddressGiven(builder.Configuration)) builder.WebHost.UseUrls(DefaultAddress);
        return services;
    }

    // What operators need of these is logged by the gateway. The Logging section overrides each line.
    private static void QuietLibraries(ILoggingBuilder logging) => logging
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.KeyRingProvider", LogLevel.None)
        // Not one line of it is written at Warning, and for as long as it might write one it makes a span and a log scope for each request.
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
        // It writes down what clients and providers send it; sign-ins that fail are logged by the gateway.
        .AddFilter("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogLevel.None)
        // The operations port's answers are never kept anyway, and it complains of that at each form.
        .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error)
        .AddFilter("StackExchange.Redis", LogLevel.None)
        .AddFilter("Yarp", LogLevel.Warning);

    private static bool IsAddressGiven(ConfigurationManager configuration) =>
        AddressKeys.Any(key => configuration.GetSection(key).Exists());
}
