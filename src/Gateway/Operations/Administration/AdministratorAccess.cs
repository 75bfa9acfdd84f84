using System.Collections.Frozen;
using System.Net;
using Gateway.Signals;
using Microsoft.Net.Http.Headers;

namespace Gateway.Operations.Administration;

/// <summary>
/// Who may see the live page and call <c>/api/*</c>: whoever holds the <c>ApiKey</c>, in a header or, for a browser, as a ticket that
/// the sign-in form gave for it. Without a key the port listens on loopback only (the settings check sees to that), and whoever is on this
/// machine may; but not a page of the Web in a browser here, whether it calls across sites or rebinds a name of its own to
/// 127.0.0.1. In front of everything the port serves, known and unknown, but what load balancers, Prometheus and the form need.
/// </summary>
internal sealed class AdministratorAccess(AdministratorKey key, TimeProvider time)
{
    /// <summary>Style sheet and icon of the form, which has to look like something before anybody is known.</summary>
    public const string Looks = "/live";

    private const string Scheme = "Bearer ";

    private static readonly FrozenSet<string> OpenToAll =
        new[] { "/livez", "/startupz", HealthEndpoints.Ready, "/version", MetricsEndpoint.Path, AdministratorSignIn.Path }.ToFrozenSet(StringComparer.Ordinal);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (OpenToAll.Contains(request.Path.Value ?? "") || request.Path.StartsWithSegments(Looks, StringComparison.Ordinal)) return next(context);
        if (key.IsSet) return WithKeyAsync(context, next);
        return IsFromHere(context.Connection) && IsLoopback(request.Host.Host) && IsOfNoOtherPage(request)
            ? next(context)
            : context.WriteProblemAsync(
                StatusCodes.Status403Forbidden, Owner.Client, "Without Gateway:Operations:ApiKey only this machine itself is answered, and no page in its browsers.");
    }

    private Task WithKeyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Authorization.Count > 0) return HoldsKey(context.Request) ? next(context) : AskForKeyAsync(context);
        if (key.TimeLeft(AdministratorSignIn.TicketOf(context.Request)) is { } left && IsOfNoOtherPage(context.Request)) return WithTicketAsync(context, next, left);
        return IsNavigation(context.Request) ? AdministratorSignIn.AskAsync(context) : AskForKeyAsync(context);
    }

    // A page that stays open is one request to its end, which must not be later than the ticket's.
    private async Task WithTicketAsync(HttpContext context, RequestDelegate next, TimeSpan left)
    {
        await using var end = time.CreateTimer(_ => context.Abort(), state: null, left, Timeout.InfiniteTimeSpan);
        await next(context);
    }

    private static Task AskForKeyAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.WriteProblemAsync(StatusCodes.Status401Unauthorized, Owner.Client, "Send Gateway:Operations:ApiKey as Authorization: Bearer.");
    }

    private bool HoldsKey(HttpRequest request) =>
        request.Headers.Authorization is [{ } authorization]
        && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && key.IsKey(authorization[Scheme.Length..].Trim());

    // A Host can be written by anybody.
    private static bool IsFromHere(ConnectionInfo connection) => IsLoopback(connection.RemoteIpAddress) && IsLoopback(connection.LocalIpAddress);

    // Reading is harmless where the reader learns nothing. A WebSocket begins with a GET, and its reader learns everything.
    private static bool IsOfNoOtherPage(HttpRequest request)
    {
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (isRead && !request.Headers.ContainsKey(HeaderNames.Upgrade)) return true;

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none")) return false;
        // By either scheme: behind a proxy that ends TLS, the browser's is another than ours.
        var origin = request.Headers.Origin;
        return origin.Count == 0 || origin == $"http://{request.Host}" || origin == $"https://{request.Host}";
    }

    private static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
