using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Redis;

internal static class RedisRegistration
{
    public static IServiceCollection AddRedis(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RedisMetrics>();
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<InvalidationChannel>();
        services.AddHostedService(provider => provider.GetRequiredService<RedisConnection>());
        services.AddHostedService(provider => provider.GetRequiredService<InvalidationChannel>());
        return services;
    }
}
