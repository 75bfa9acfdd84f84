using Gateway.Signals.AccessLog;
using Gateway.Signals.Recent;
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
        services.AddSingleton<SignalsMetrics>();
        services.AddSingleton<AccessLogWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<AccessLogWriter>());
        if (IsOn(accepted)) services.AddTelemetry(build.Version, SloThresholds.In(accepted));
        return services;
    }

    /// <summary>Off, no request has an account, and whoever wants to note something finds none.</summary>
    public static void UseRequestSignals(this WebApplication app)
    {
        if (IsOn(app.Configuration)) app.UseMiddleware<RequestSignalsMiddleware>();
    }

    private static bool IsOn(IConfiguration configuration) =>
        (configuration.GetSection(SignalsOptions.Section).Get<SignalsOptions>() ?? new SignalsOptions()).Enabled;
}
