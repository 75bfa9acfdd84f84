using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Gateway.Local.Identity;

/// <summary>The provider's parts: OpenIddict over SQLite, its cookie, its keys.</summary>
internal static class IdentityRegistration
{
    public static IServiceCollection AddIdentityProvider(this IServiceCollection services, IdentityProviderOptions options)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(new Accounts(options.AcceptAnyUser));
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = IdentityPaths.Cookie;
            cookie.Cookie.Path = IdentityPaths.CookiePath;
            cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
        });
        services.AddDataProtection()
            .SetApplicationName(IdentityPaths.Cookie)
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(options.DataDirectory, "cookie-keys")));
        services.AddDbContextPool<IdentityDatabase>(database => database
            .UseSqlite("Data Source=" + Path.Combine(options.DataDirectory, "identity.db"))
            .AddInterceptors(new IdentityDatabase.Tuning())
            .UseOpenIddict());
        services.AddOpenIddict()
            .AddCore(core =>
            {
                core.UseEntityFrameworkCore().UseDbContext<IdentityDatabase>();
                core.ReplaceApplicationManager<OpenIddictEntityFrameworkCoreApplication, ComparedSecrets>();
            })
            .AddServer(server => Configure(server, options));
        return services;
    }

    private static void Configure(OpenIddictServerBuilder server, IdentityProviderOptions options)
    {
        server.SetIssuer(new Uri(options.Url))
            .SetAuthorizationEndpointUris(IdentityPaths.Authorize)
            .SetPushedAuthorizationEndpointUris(IdentityPaths.PushedAuthorization)
            .SetTokenEndpointUris(IdentityPaths.Token)
            .SetUserInfoEndpointUris(IdentityPaths.UserInfo)
            .SetEndSessionEndpointUris(IdentityPaths.EndSession)
            .SetIntrospectionEndpointUris(IdentityPaths.Introspection)
            .SetRevocationEndpointUris(IdentityPaths.Revocation);

        server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().AllowRefreshTokenFlow().AllowClientCredentialsFlow().AllowTokenExchangeFlow()
            // Any audience and resource (RFC 8693, RFC 8707): which services there are is the gateway's settings' business.
            .DisableAudienceValidation().DisableResourceValidation().IgnoreAudiencePermissions().IgnoreResourcePermissions()
            .RegisterScopes(Scopes.Profile, Scopes.Email, Scopes.OfflineAccess, IdentityClaims.ApiScope)
            .RegisterClaims(Claims.Name, Claims.PreferredUsername, Claims.Email, IdentityClaims.Sid, Claims.AuthenticationTime);

        server.SetAccessTokenLifetime(options.AccessTokenLifetime)
            .SetRefreshTokenLifetime(options.RefreshTokenLifetime)
            .SetRefreshTokenReuseLeeway(options.RefreshTokenReuseLeeway);

        if (options.ReferenceAccessTokens) server.UseReferenceAccessTokens();
        server.AddSigningKeys(IdentityKeys.Signing(options.DataDirectory))
            .AddEncryptionKey(IdentityKeys.Sealing(options.DataDirectory))
            .DisableAccessTokenEncryption();

        server.UseAspNetCore()
            .DisableTransportSecurityRequirement()
            .EnableAuthorizationEndpointPassthrough()
            .EnableTokenEndpointPassthrough()
            .EnableUserInfoEndpointPassthrough()
            .EnableEndSessionEndpointPassthrough();
    }
}
