using System.Net;
using Gateway.Signals.LoadBalancer;
using Microsoft.AspNetCore.HttpOverrides;

namespace Gateway.Frontends;

/// <summary>
/// Believes <c>X-Forwarded-For</c>, <c>-Proto</c> <c>-Host</c>, and when and by which id a request came, of the load balancers named in
/// <c>Gateway:TrustedProxies</c>, and of nobody else.
/// </summary>
internal static class TrustedProxies
{
    private const string Key = "Gateway:TrustedProxies";
    private static readonly string[] Loopback = ["127.0.0.0/8", "::1"];

    public static void UseTrustedProxies(this WebApplication app)
    {
        var named = app.Configuration.GetSection(Key).Get<string[]>();
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in named is { Length: > 0 } ? named : Loopback)
        {
            if (IPAddress.TryParse(proxy, out var address)) options.KnownProxies.Add(address);
            else options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }

        app.UseMiddleware<BalancerMiddleware>((Predicate<IPAddress>)(peer => IsTrusted(options, peer)));
        app.UseForwardedHeaders(options);
    }

    // As the framework does: a peer of a socket for both families shows as ::ffff:10.1.2.3.
    private static bool IsTrusted(ForwardedHeadersOptions options, IPAddress peer)
    {
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        if (options.KnownProxies.Contains(address)) return true;
        foreach (var network in options.KnownIPNetworks)
        {
            if (network.Contains(address)) return true;
        }

        return false;
    }
}
