using System.Net;
using Gateway.Authentication;
using Gateway.Frontends;
using Gateway.Redis;

namespace Gateway.Operations.Configuration;

/// <summary>What must hold between settings, and what a value must be beyond its kind and bounds.</summary>
internal static class SettingsRules
{
    private const int ShortestSecret = 32;

    public static IEnumerable<ConfigurationError> Check(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = configuration.GetSection(GatewayOptions.Section).Get<GatewayOptions>() ?? new GatewayOptions();
        return Sessions(options)
            .Concat(FrontendRules.Check(options.Frontends))
            .Concat(BearerRules.Check(options))
            .Concat(ClaimRules.Check(options))
            .Concat(Operations(options.Operations))
            .Concat(Proxies(options.TrustedProxies))
            .Concat(Keys(options.Keys, environment))
            .Concat(Redis(configuration))
            .Concat(ObjectiveRules.Check(configuration));
    }

    private static IEnumerable<ConfigurationError> Sessions(GatewayOptions options)
    {
        var (idle, absolute) = (options.Sessions.IdleTimeout, options.Sessions.AbsoluteLifetime);
        if (idle > absolute)
        {
            yield return new(
                "Gateway:Sessions:IdleTimeout", $"is {idle}, longer than AbsoluteLifetime, {absolute}.", "make AbsoluteLifetime the longer one.");
        }
    }

    private static IEnumerable<ConfigurationError> Operations(OperationsOptions operations)
    {
        if (!Uri.TryCreate(operations.Url.Replace("+", "any", StringComparison.Ordinal).Replace("*", "any", StringComparison.Ordinal), UriKind.Absolute, out var url)
            || url is not { Scheme: "http", UserInfo: "", PathAndQuery: "/", Fragment: "" })
        {
            yield return new("Gateway:Operations:Url", $"is '{operations.Url}', which is no http address of one host and port.", "write http://127.0.0.1:8081, say.");
            yield break;
        }

        if (operations.ApiKey is null && !IsLoopback(operations.Url))
        {
            yield return new(
                "Gateway:Operations:ApiKey", $"is missing, and {operations.Url} can be reached from other machines.", "set a key of 32 characters or more, or use a loopback address: 127.0.0.1, [::1] or localhost.");
        }

        if (operations.ApiKey is { Length: < ShortestSecret })
        {
            yield return new("Gateway:Operations:ApiKey", "is too short.", "use 32 random characters or more.");
        }
    }

    // As Kestrel reads it, which binds every name but localhost to all addresses of the machine.
    private static bool IsLoopback(string url)
    {
        var host = BindingAddress.Parse(url).Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }

    private static IEnumerable<ConfigurationError> Proxies(IList<string> proxies) => proxies
        .Where(proxy => !IPNetwork.TryParse(proxy, out _) && !IPAddress.TryParse(proxy, out _))
        .Select(proxy => new ConfigurationError("Gateway:TrustedProxies", $"contains '{proxy}'.", "write addresses or networks such as 10.0.0.0/8 or ::1."));

    private static IEnumerable<ConfigurationError> Keys(KeyOptions keys, IHostEnvironment environment)
    {
        if (keys.Secret is null && !environment.IsDevelopment())
        {
            yield return new(
                "Gateway:Keys:Secret", "is missing; it is required outside Development.", "set it to 32 random characters or more, the same for all replicas (openssl rand -base64 48).");
        }

        if (keys.Secret is { Length: < ShortestSecret }) yield return new("Gateway:Keys:Secret", "is too short.", "use 32 random characters or more.");
    }

    private static IEnumerable<ConfigurationError> Redis(IConfiguration configuration)
    {
        ConfigurationError? error = null;
        try
        {
            var options = RedisSettings.Parse(configuration[RedisSettings.Key] ?? RedisSettings.Default, TimeSpan.FromSeconds(1));
            if (options.EndPoints.Count == 0) error = new(RedisSettings.Key, "names no server.", "write host:port, such as localhost:6379.");
        }
        catch (ArgumentException malformed)
        {
            // The message names the option, never the value of a password.
            error = new(RedisSettings.Key, $"cannot be read: {malformed.Message.Split('\n')[0]}", "use StackExchange.Redis syntax: host:port,user=…,password=…,ssl=true.");
        }

        return error is null ? [] : [error];
    }
}
