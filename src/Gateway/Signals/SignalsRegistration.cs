using Gateway.Signals.AccessLog;
using Gateway.Signals.Recent;
using Gateway.Signals.Saturation;
using Gateway.Signals.Slo;

namespace Gateway.Signals;

internal static class SignalsRegistration
{
    public static IServiceCollection AddSignals(this IServiceCollection services, IConfiguration accepted, Build build)
    {
        services.Configure<SignalsOptions>(accepted.GetSection(SignalsOptions.Section));
        services.AddSingleton(build);
        services.AddSingleton<RoutesWithSignals>();
        services.AddSingleton<RecentSignals>();
        services.AddSingleton<RequestMetrics>();
        services.AddSingleton<RequestAccounts>();
        services.AddSingleton<SignalsMetrics>();
        services.AddSingleton<AccessLogWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<AccessLogWriter>());
        services.AddSaturation();
        if (!IsOn(accepted)) return services;

        services.AddTelemetry(build.Version, SloThresholds.In(accepted));
        services.AddResourceMonitoring();
        return services;
    }

    private static bool IsOn(IConfiguration configuration) =>
        (configuration.GetSection(SignalsOptions.Section).Get<SignalsOptions>() ?? new SignalsOptions()).Enabled;
}
