using Gateway.Authentication.Providers;
using Gateway.Redis;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication.Bearer;

internal static class BearerRegistration
{
    public static IServiceCollection AddBearer(this IServiceCollection services, IConfiguration accepted)
    {
        services.Configure<Dictionary<string, BearerOptions>>(accepted.GetSection(BearerOptions.Section));
        services.Configure<AuthenticationCacheOptions>(accepted.GetSection(AuthenticationCacheOptions.Section));

        services.AddSingleton<ProviderDirectory>();
        services.AddSingleton<ProvidersInForce>();
        services.AddHostedService<ProviderRefresh>();

        services.AddStackExchangeRedisCache(_ => { });
        services.AddOptions<RedisCacheOptions>().Configure<RedisConnection>((options, redis) =>
        {
            options.ConnectionMultiplexerFactory = () => redis.Client;
            options.InstanceName = RedisKeys.IntrospectionAnswers;
        });

        services.AddSingleton<BearerIssuers>();
        services.AddSingleton<JwtValidation>();
        services.AddSingleton<Introspection>();
        services.AddSingleton<StoredAnswers>();
        services.AddSingleton<RevokedTokens>();
        services.AddSingleton<SharedRevocations>();
        services.AddSingleton<OpaqueTokens>();
        services.AddSingleton<BearerMetrics>();
        services.AddSingleton<TokenResults>();
        services.AddSingleton<WatchedTokens>();
        services.AddHostedService(provider => provider.GetRequiredService<WatchedTokens>());
        services.AddHostedService<EndedSessionsTokens>();
        services.AddScheme();
        return services;
    }

    // What AddJwtBearer does, without its validation: the events answer before it would begin.
    private static void AddScheme(this IServiceCollection services)
    {
        services.AddSingleton<BearerEvents>();
        services.AddTransient<JwtBearerHandler>();
        services.AddTransient<CallerHandler>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>());
        services.AddOptions<JwtBearerOptions>(BearerRequirement.Scheme).Configure<BearerEvents>((options, events) => options.Events = events);
        services.Configure<AuthenticationOptions>(options =>
        {
            options.DefaultScheme = CallerHandler.Scheme;
            options.AddScheme<CallerHandler>(CallerHandler.Scheme, displayName: null);
            options.AddScheme<JwtBearerHandler>(BearerRequirement.Scheme, displayName: null);
        });
    }
}
