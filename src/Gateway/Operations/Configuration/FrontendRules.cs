using Gateway.Authentication;
using Gateway.Frontends;

namespace Gateway.Operations.Configuration;

/// <summary>What must hold of frontends, each by itself and among each other.</summary>
internal static class FrontendRules
{
    private const string HostPrefix = "__Host-";

    public static IEnumerable<ConfigurationError> Check(IDictionary<string, FrontendOptions> frontends) =>
        frontends.SelectMany(entry => One($"{FrontendOptions.Section}:{entry.Key}", entry.Key, entry.Value)).Concat(SharedHosts(frontends));

    public static (string Problem, string Fix)? AuthorityProblem(string authority)
    {
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri)) return ($"is '{authority}', which is no address.", "write https://id.example.com, say.");
        if (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)) return null;
        return ($"is '{authority}'.", "use https; http is accepted on loopback only.");
    }

    private static IEnumerable<ConfigurationError> One(string key, string name, FrontendOptions frontend)
    {
        if (AuthorityProblem(frontend.Identity.Authority) is { } authority) yield return new($"{key}:Identity:Authority", authority.Problem, authority.Fix);

        if (frontend.Identity.Scopes.Count > 0 && !frontend.Identity.Scopes.Contains("openid"))
        {
            yield return new($"{key}:Identity:Scopes", "lacks openid.", "add it: without it there is no identity token (OpenID Connect Core, 3.1.2.1).");
        }

        foreach (var host in frontend.Hosts.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown))
        {
            yield return new($"{key}:Hosts", $"contains '{host}'.", "write names only, such as shop.example.com: no scheme, port, path or wildcard.");
        }

        var cookie = new Frontend(name, frontend).CookieName;
        if (!cookie.StartsWith(HostPrefix, StringComparison.Ordinal))
        {
            yield return new($"{key}:Cookie:Name", $"is '{cookie}'.", "start it with __Host-, so that no sibling host can set it.");
        }
        else if (!cookie.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            yield return new($"{key}:Cookie:Name", $"is '{cookie}'.", "use letters, digits, '-' and '_' only.");
        }
    }

    private static IEnumerable<ConfigurationError> SharedHosts(IDictionary<string, FrontendOptions> frontends) => frontends
        .SelectMany(entry => entry.Value.Hosts, (entry, host) => (Frontend: entry.Key, Host: host))
        .GroupBy(pair => pair.Host, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .Select(group => new ConfigurationError(
            FrontendOptions.Section, $"{string.Join(" and ", group.Select(pair => pair.Frontend))} share the host {group.Key}.", "give each host to one frontend."));
}
