using Gateway.Authentication.Bearer;
using Gateway.Authentication.SignOut;
using Gateway.Authentication.Tokens;
using Gateway.Redis;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication;

internal static class AuthenticationRegistration
{
    // Part of what every stored key and every login in progress depends on: never change it.
    private const string ApplicationName = "gateway";

    public static IServiceCollection AddGatewayAuthentication(this IServiceCollection services, IConfiguration accepted)
    {
        services.AddAuthenticationCore();
        services.AddWebEncoders();
        services.AddSingleton<IAuthenticationSchemeProvider, FrontendSchemes>();
        services.AddOpenIdConnect();
        services.AddLoginKeys(accepted);
        services.AddSingleton<SignIn>();
        services.AddTokens(accepted);
        services.AddSignOut();
        services.AddBearer(accepted);

        services.AddAuthorization();
        // Otherwise routing insists on a mark that only ASP.NET Core's own step leaves, in a dictionary made for each request.
        services.Configure<RouteOptions>(options => options.SuppressCheckForUnhandledSecurityMetadata = true);
        services.AddSingleton(new PolicyDirectory(accepted));
        services.AddSingleton<IAuthorizationPolicyProvider, NamedPolicies>();
        return services;
    }

    // What AddOpenIdConnect does, without a scheme of its own: schemes come from the configuration in force.
    private static void AddOpenIdConnect(this IServiceCollection services)
    {
        services.AddSingleton<IdentityProviderHttp>();
        services.AddSingleton<IdentityProviderEvents>();
        services.AddTransient<OpenIdConnectHandler>();
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>, IdentityClientSetup>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>());
    }

    private static void AddSignOut(this IServiceCollection services)
    {
        services.AddSingleton<LogoutTokenValidation>();
        services.AddSingleton<LogoutTokenReplays>();
    }

    private static void AddLoginKeys(this IServiceCollection services, IConfiguration accepted)
    {
        services.Configure<KeyOptions>(accepted.GetSection(KeyOptions.Section));
        services.AddDataProtection()
            .SetApplicationName(ApplicationName)
            .DisableAutomaticKeyGeneration();
        services.AddOptions<KeyManagementOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            options.XmlRepository = new RememberedKeyRing(
                new RedisXmlRepository(() => provider.GetRequiredService<RedisConnection>().Database, RedisKeys.KeyRing));
            if (provider.GetRequiredService<IOptions<KeyOptions>>().Value.Secret is { } secret) options.XmlEncryptor = new LoginKeyEncryptor(secret);
        });
        services.AddSingleton<SharedKeys>();
        services.Replace(ServiceDescriptor.Singleton<IKeyManager>(provider => provider.GetRequiredService<SharedKeys>()));
        services.AddSingleton<LoginKeys>();
        services.AddHostedService(provider => provider.GetRequiredService<LoginKeys>());
    }
}
