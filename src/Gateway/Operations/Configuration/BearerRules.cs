using Gateway.Authentication;
using Gateway.Authentication.Bearer;
using Gateway.Frontends;

namespace Gateway.Operations.Configuration;

/// <summary>Issuers whose tokens are accepted must be safe to ask, and not be confused with each other or with the frontends' sign-in.</summary>
internal static class BearerRules
{
    public static IEnumerable<ConfigurationError> Check(GatewayOptions options) => options.Bearer
        .SelectMany(issuer => Issuer($"{BearerOptions.Section}:{issuer.Key}", issuer.Value, options.Frontends.Values))
        .Concat(Introspection(options.Bearer));

    private static IEnumerable<ConfigurationError> Issuer(string key, BearerOptions issuer, IEnumerable<FrontendOptions> frontends)
    {
        if (FrontendRules.AuthorityProblem(issuer.Authority) is { } problem) yield return new($"{key}:Authority", problem.Problem, problem.Fix);
        foreach (var algorithm in issuer.Algorithms.Where(algorithm => !BearerIssuer.IsAsymmetric(algorithm)))
        {
            yield return new($"{key}:Algorithms", $"contains {algorithm}.", "use asymmetric algorithms only: RS256, PS256, ES256 and their 384 and 512 forms.");
        }

        // OpenID Connect Core 1.0, 2: an identity token's audience is the client.
        var clients = frontends.Where(frontend => IsSame(frontend.Identity.Authority, issuer.Authority)).Select(frontend => frontend.Identity.ClientId);
        foreach (var client in clients.Intersect(issuer.Audiences, StringComparer.Ordinal))
        {
            yield return new(
                $"{key}:Audiences", $"contains {client}, the client id of a frontend at the same provider: identity tokens could pass as access tokens.",
                "give the API an audience of its own.");
        }
    }

    private static IEnumerable<ConfigurationError> Introspection(IEnumerable<KeyValuePair<string, BearerOptions>> issuers)
    {
        var asked = issuers.Where(issuer => issuer.Value.Introspection is not null).OrderBy(issuer => issuer.Key, StringComparer.Ordinal).ToList();
        return asked.Skip(1).Where(issuer => !IsSame(issuer.Value.Authority, asked[0].Value.Authority)).Select(issuer => new ConfigurationError(
            $"{BearerOptions.Section}:{issuer.Key}:Introspection", $"is set, and {asked[0].Key} asks another provider: an opaque token names no issuer, and each provider would see the other's.",
            "ask one provider only; callers of the others bring JWTs."));
    }

    private static bool IsSame(string authority, string other) => authority.TrimEnd('/') == other.TrimEnd('/');
}
