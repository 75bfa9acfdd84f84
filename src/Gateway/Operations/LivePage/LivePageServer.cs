using Gateway.Forwarding;
using Gateway.Operations.Administration;
using Gateway.Operations.Status;
using Gateway.Sessions;
using Gateway.Sessions.Listing;
using Microsoft.AspNetCore.DataProtection;
using Radzen;

namespace Gateway.Operations.LivePage;

/// <summary>
/// Puts the live page on the operations port's server, which is another one than the traffic's and shares these objects with it. A page
/// that is open holds a WebSocket and a few hundred kilobytes here; a page nobody has open holds nothing.
/// </summary>
internal sealed class LivePageServer(
    LiveRoutes routes, BalancersView balancer, ReplicaStatus status, ListedSessions sessions, RememberedSessions remembered, SessionMetrics counts, AdministratorSignIn signIn, TimeProvider time)
{
    private const int MostAbandoned = 10;
    private static readonly TimeSpan AbandonedFor = TimeSpan.FromSeconds(30);

    public void AddTo(IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DisconnectedCircuitMaxRetained = MostAbandoned;
            circuits.DisconnectedCircuitRetentionPeriod = AbandonedFor;
        });
        services.AddRadzenComponents();
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = OperationsCookies.Form;
            forms.SuppressXFrameOptionsHeader = true;
        });
        // What it protects lives as long as a page is open; nothing is to be written to a disk that may be read-only, which is what the
        // framework's own does at start, whoever takes its place.
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        foreach (var keyRing in services.Where(IsKeyRing).ToList()) services.Remove(keyRing);
        services.AddSingleton(routes).AddSingleton(balancer).AddSingleton(status).AddSingleton(sessions).AddSingleton(remembered).AddSingleton(counts).AddSingleton(time);
        services.AddSingleton<Ticker>();
    }

    public void MapTo(WebApplication server)
    {
        server.UseAntiforgery();
        server.MapStaticAssets();
        signIn.Map(server);
        // The header above says it for every answer.
        server.MapRazorComponents<App>().AddInteractiveServerRenderMode(pages => pages.ContentSecurityFrameAncestorsPolicy = null);
    }

    private static bool IsKeyRing(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(EphemeralDataProtectionProvider).Assembly;
}
