using Gateway.Authentication;

namespace Gateway.Operations.Configuration;

/// <summary>A policy must be able to pass: a claim it needs is kept by some frontend's sessions, or may come with a bearer token.</summary>
internal static class ClaimRules
{
    private const string AlwaysKept = "sub";

    public static IEnumerable<ConfigurationError> Check(GatewayOptions options)
    {
        var frontends = options.Frontends.Values;
        if (frontends.Count == 0 || options.Bearer.Count > 0 || frontends.Any(frontend => frontend.Identity.Claims is not { Count: > 0 })) return [];

        var kept = frontends.SelectMany(frontend => frontend.Identity.Claims).Append(AlwaysKept).ToHashSet();
        return options.Policies.SelectMany(policy => Needed(policy.Value)
            .Where(needed => !kept.Contains(needed.Claim))
            .Select(needed => new ConfigurationError(
                $"{PolicyOptions.Section}:{policy.Key}:{needed.Setting}",
                $"needs the claim {needed.Claim}, which no frontend keeps in its sessions.",
                $"add {needed.Claim} to Identity:Claims of a frontend, or the policy refuses everybody.")));
    }

    private static IEnumerable<(string Setting, string Claim)> Needed(PolicyOptions policy)
    {
        foreach (var claim in policy.Claims.Keys) yield return (nameof(PolicyOptions.Claims), claim);
        if (policy.Roles.Count > 0) yield return (nameof(PolicyOptions.Roles), NamedPolicies.RoleClaim);
    }
}
