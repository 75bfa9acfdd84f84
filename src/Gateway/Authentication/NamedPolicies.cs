using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication;

/// <summary>The policies of <c>Gateway:Policies</c>, read from the configuration in force whenever a route is built.</summary>
internal sealed class PolicyDirectory(IConfiguration accepted)
{
    public PolicyOptions? Find(string name)
    {
        var section = accepted.GetSection($"{PolicyOptions.Section}:{name}");
        return section.Exists() ? section.Get<PolicyOptions>() : null;
    }
}

/// <summary>Hands them to ASP.NET Core, which keeps an endpoint's policies until the endpoint is rebuilt.</summary>
internal sealed class NamedPolicies(IOptions<AuthorizationOptions> builtIn, PolicyDirectory policies) : DefaultAuthorizationPolicyProvider(builtIn)
{
    private const string ScopeClaim = "scope";
    public const string RoleClaim = "role";

    public override bool AllowsCachingPolicies => true;

    public override Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
        Task.FromResult(policies.Find(policyName) is { } options ? Build(options) : null);

    private static AuthorizationPolicy Build(PolicyOptions options)
    {
        var policy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser();
        foreach (var scope in options.Scopes) policy.RequireClaim(ScopeClaim, scope);
        if (options.Roles.Count > 0) policy.RequireClaim(RoleClaim, options.Roles);
        foreach (var (type, values) in options.Claims)
        {
            if (values.Count > 0) policy.RequireClaim(type, values);
            else policy.RequireClaim(type);
        }

        return policy.Build();
    }
}
