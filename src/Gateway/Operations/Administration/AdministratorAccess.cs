using System.Net;
using System.Security.Cryptography;
using System.Text;
using Gateway.Signals;
using Microsoft.Extensions.Options;

namespace Gateway.Operations.Administration;

/// <summary>
/// Who may call <c>/api/*</c> on the operations port: whoever holds the <c>ApiKey</c>. Without one the port listens on loopback
/// only (the settings check sees to that), and whoever is on this machine may; but not a page of the Web in a browser here,
/// whether it calls across sites or rebinds a name of its own to 127.0.0.1. In front of every endpoint, known and unknown.
/// </summary>
internal sealed class AdministratorAccess(IOptions<OperationsOptions> options)
{
    private const string Prefix = "/api";
    private const string Scheme = "Bearer ";

    private readonly byte[]? _key = options.Value.ApiKey is { } key ? Hash(key) : null;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase)) return next(context);
        if (_key is not null) return HoldsKey(context.Request, _key) ? next(context) : AskForKeyAsync(context);
        return IsFromHere(context.Connection) && IsOfNoPage(context.Request)
            ? next(context)
            : context.WriteProblemAsync(
                StatusCodes.Status403Forbidden, Owner.Client, "Without Gateway:Operations:ApiKey only this machine itself is answered, and no page in its browsers.");
    }

    private static Task AskForKeyAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.WriteProblemAsync(StatusCodes.Status401Unauthorized, Owner.Client, "Send Gateway:Operations:ApiKey as Authorization: Bearer.");
    }

    private static bool HoldsKey(HttpRequest request, byte[] key) =>
        request.Headers.Authorization is [{ } authorization]
        && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(authorization[Scheme.Length..].Trim()), key);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    // A Host can be written by anybody.
    private static bool IsFromHere(ConnectionInfo connection) => IsLoopback(connection.RemoteIpAddress) && IsLoopback(connection.LocalIpAddress);

    private static bool IsOfNoPage(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host)) return false;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return true;

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none")) return false;
        return request.Headers.Origin.Count == 0 || request.Headers.Origin == $"{request.Scheme}://{request.Host}";
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
