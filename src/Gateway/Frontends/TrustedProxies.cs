using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Gateway.Frontends;

/// <summary>
/// Believes <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> of the load balancers named in <c>Gateway:TrustedProxies</c>, and of
/// nobody else.
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

        app.UseForwardedHeaders(options);
    }
}
