namespace Gateway.Authentication.Tokens;

internal static class TokensRegistration
{
    public static IServiceCollection AddTokens(this IServiceCollection services, IConfiguration accepted)
    {
        services.Configure<TokenOptions>(accepted.GetSection(TokenOptions.Section));
        services.AddSingleton<TokenMetrics>();
        services.AddSingleton<IRefreshLeases, RedisRefreshLeases>();
        services.AddSingleton<ITokenEndpoint, ProviderTokenEndpoint>();
        services.AddSingleton<RefreshProtocol>();
        services.AddSingleton<TokenRefresh>();
        services.AddHostedService(provider => provider.GetRequiredService<TokenRefresh>());

        services.AddSingleton<RevocationQueue>();
        services.AddSingleton<RevocationCall>();
        services.AddSingleton<TokenRevocation>();
        services.AddHostedService(provider => provider.GetRequiredService<TokenRevocation>());

        services.AddSingleton<TokenRequests>();
        services.AddSingleton<ClientTokens>();
        services.AddSingleton<ExchangedTokens>();
        return services;
    }
}
