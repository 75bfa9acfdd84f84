using Gateway.Redis;
using Gateway.Sessions.Listing;
using Gateway.Sessions.Streams;
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
        services.AddSingleton<SessionIndex>();
        services.AddSingleton<IndexedSessionStore>();
        services.AddSingleton<ListedSessions>();
        services.AddSingleton(provider =>
        {
            var remembered = new RememberedSessions(
                provider.GetRequiredService<IndexedSessionStore>(),
                provider.GetRequiredService<InvalidationChannel>(),
                provider.GetRequiredService<IOptionsMonitor<UserSessionOptions>>(),
                provider.GetRequiredService<SessionEnds>(),
                provider.GetRequiredService<TimeProvider>());
            provider.GetRequiredService<SessionMetrics>().Watch(remembered);
            return remembered;
        });
        services.AddSingleton<CookieSessions>();
        services.AddSingleton<BoundStreams>();
        services.AddHostedService<BoundStreamsCheck>();
        services.AddTransient<UserSessionHandler>();
        services.Configure<AuthenticationOptions>(options => options.AddScheme<UserSessionHandler>(UserSessionHandler.Scheme, displayName: null));
        return services;
    }
}
