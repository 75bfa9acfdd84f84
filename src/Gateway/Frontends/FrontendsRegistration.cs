namespace Gateway.Frontends;

internal static class FrontendsRegistration
{
    public static IServiceCollection AddFrontends(this IServiceCollection services, IConfiguration accepted)
    {
        services.Configure<Dictionary<string, FrontendOptions>>(accepted.GetSection(FrontendOptions.Section));
        services.AddSingleton<FrontendDirectory>();
        return services;
    }
}
