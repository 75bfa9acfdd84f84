using Gateway.Authentication.Bearer;

namespace Gateway.Operations.Administration;

/// <summary>Everything under <c>/api</c> on the operations port; what it may do is written in each part's own file.</summary>
internal static class AdministrationEndpoints
{
    public static void MapAdministration(this WebApplication server, AdministratorAccess access, SessionAdministration sessions, TokenResults tokens)
    {
        server.Use(access.InvokeAsync);
        var api = server.MapGroup("/api");
        sessions.Map(api);
        api.MapPost(RevokedTokensEndpoint.Path, context => RevokedTokensEndpoint.HandleAsync(context, tokens));
    }

    public static IServiceCollection AddAdministration(this IServiceCollection services) => services
        .AddSingleton<AdministratorAccess>()
        .AddSingleton<SessionAdministration>();
}
