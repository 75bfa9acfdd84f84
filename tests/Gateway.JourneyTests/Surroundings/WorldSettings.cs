using System.Text.Json;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>Writes the gateways' appsettings.json, in the format of the design, section 4.</summary>
internal static class WorldSettings
{
    /// <summary>A second frontend, served at another name of this machine.</summary>
    public const string OfficeHost = "127.0.0.1";
    public const string OfficeCookie = "__Host-office";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Uri OfficeAt(GatewayProcess gateway) => new UriBuilder(gateway.Origin) { Host = OfficeHost }.Uri;

    public static void Write(string folder, WorldOptions options, string redis, Uri authority, Uri demoApi)
    {
        var settings = new
        {
            ConnectionStrings = new { Redis = redis },
            Logging = new { LogLevel = new Dictionary<string, string> { ["Default"] = "Warning" } },
            Gateway = new
            {
                Frontends = new
                {
                    demo = Frontend("localhost", "__Host-demo", authority),
                    office = Frontend(OfficeHost, OfficeCookie, authority),
                },
                Operations = new { DrainDelay = $"{options.DrainDelay:c}", DrainTimeout = $"{options.DrainTimeout:c}" },
                Keys = new { Secret = "a-secret-for-one-test-run-0123456789abcdef" },
            },
            ReverseProxy = new
            {
                Routes = new
                {
                    api = new { ClusterId = "demo", AuthorizationPolicy = "default", Match = new { Path = "/api/{**rest}" } },
                    open = new { ClusterId = "demo", AuthorizationPolicy = "anonymous", Match = new { Path = "/open/{**rest}" } },
                },
                Clusters = new { demo = new { Destinations = new { a = new { Address = demoApi } } } },
            },
        };
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), JsonSerializer.Serialize(settings, Indented));
    }

    private static object Frontend(string host, string cookie, Uri authority) => new
    {
        Hosts = new[] { host },
        Identity = new
        {
            Authority = authority.ToString().TrimEnd('/'),
            ClientId = "demo",
            ClientSecret = "demo-secret",
            Scopes = new[] { "openid", "profile", "offline_access" },
        },
        Cookie = new { Name = cookie },
    };
}
