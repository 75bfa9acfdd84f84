namespace Gateway.Operations.Status;

internal static class StatusRegistration
{
    public static IServiceCollection AddStatus(this IServiceCollection services) => services
        .AddSingleton<Dependencies>()
        .AddSingleton<DependencyWatch>(provider => ActivatorUtilities.CreateInstance<DependencyWatch>(
            provider, (Func<IReadOnlyList<Dependency>>)provider.GetRequiredService<Dependencies>().Look))
        .AddHostedService(provider => provider.GetRequiredService<DependencyWatch>())
        .AddSingleton<ReplicaStatus>()
        .AddSingleton<StatusEndpoints>();
}
