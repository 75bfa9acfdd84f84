using Gateway.Authentication.Bearer;
using Gateway.Operations.Status;

namespace Gateway.Operations.Administration;

/// <summary>Everything under <c>/api</c> on the operations port; what it may do is written in each part's own file.</summary>
internal sealed class AdministrationEndpoints(SessionAdministration sessions, StatusEndpoints status, TokenResults tokens)
{
    public void Map(IEndpointRouteBuilder server)
    {
        var api = server.MapGroup("/api");
        sessions.Map(api);
        status.Map(api);
        api.MapPost(RevokedTokensEndpoint.Path, context => RevokedTokensEndpoint.HandleAsync(context, tokens));
    }
}

internal static class AdministrationRegistration
{
    public static IServiceCollection AddAdministration(this IServiceCollection services) => services
        .AddSingleton<AdministratorKey>()
        .AddSingleton<AdministratorAccess>()
        .AddSingleton<AdministratorSignIn>()
        .AddSingleton<SessionAdministration>()
        .AddSingleton<AdministrationEndpoints>();
}
