using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Benchmarks.Contestants;

/// <summary>
/// Cookie sessions as Microsoft's documentation builds them: the cookie and OpenID Connect handlers, tokens saved in the ticket, the
/// ticket in Redis by an <see cref="ITicketStore"/> over the distributed cache, its access token sent upstream by a transform.
/// </summary>
internal static class TextbookSessions
{
    public static void AddTextbookSessions(this IServiceCollection services, ContestantOptions surroundings)
    {
        services.AddStackExchangeRedisCache(cache => cache.Configuration = surroundings.Redis);
        services.AddDataProtection().SetApplicationName("textbook").PersistKeysToFileSystem(new DirectoryInfo(surroundings.Keys!));
        services.AddSingleton<ITicketStore, CachedTickets>();
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<ITicketStore>((cookie, tickets) => cookie.SessionStore = tickets);
        services
            .AddAuthentication(authentication =>
            {
                authentication.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                authentication.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
            })
            .AddCookie()
            .AddOpenIdConnect(client =>
            {
                client.Authority = surroundings.Authority;
                client.RequireHttpsMetadata = false;
                client.ClientId = "demo";
                client.ClientSecret = "demo-secret";
                client.CallbackPath = "/bff/callback";
                client.ResponseType = "code";
                client.ResponseMode = "query";
                client.Scope.Add("offline_access");
                client.SaveTokens = true;
            });
        services.AddAuthorization();
    }

    public static void SendAccessToken(TransformBuilderContext context) => context.AddRequestTransform(static async transform =>
        transform.ProxyRequest.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await transform.HttpContext.GetTokenAsync("access_token")));
}
