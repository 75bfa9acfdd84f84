using Gateway.Redis;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Gateway.Sessions;

internal static class SessionsRegistration
{
    public static IServiceCollection AddSessions(this IServiceCollection services, IConfiguration accepted)
    {
        services.Configure<UserSessionOptions>(accepted.GetSection(UserSessionOptions.Section));
        services.AddSingleton<SessionMetrics>();
        services.AddSingleton<SessionEnds>();
        services.AddSingleton<RedisSessionStore>();
        services.AddSingleton(provider => new RememberedSessions(
            provider.GetRequiredService<RedisSessionStore>(),
            provider.GetRequiredService<InvalidationChannel>(),
            provider.GetRequiredService<IOptionsMonitor<UserSessionOptions>>(),
            provider.GetRequiredService<SessionEnds>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddTransient<UserSessionHandler>();
        services.Configure<AuthenticationOptions>(options => options.AddScheme<UserSessionHandler>(UserSessionHandler.Scheme, displayName: null));
        return services;
    }
}
