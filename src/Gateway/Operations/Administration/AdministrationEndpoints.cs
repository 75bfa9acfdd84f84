namespace Gateway.Operations.Administration;

/// <summary>Everything under <c>/api</c> on the operations port; what it may do is written in each part's own file.</summary>
internal static class AdministrationEndpoints
{
    public static void MapAdministration(this WebApplication server, AdministratorAccess access, SessionAdministration sessions)
    {
        server.Use(access.InvokeAsync);
        var api = server.MapGroup("/api");
        sessions.Map(api);
    }

    public static IServiceCollection AddAdministration(this IServiceCollection services) => services
        .AddSingleton<AdministratorAccess>()
        .AddSingleton<SessionAdministration>();
}
