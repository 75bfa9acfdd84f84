namespace Gateway.Authentication;

/// <summary>A named authorization policy, for a route's <c>AuthorizationPolicy</c>. All that is given must hold.</summary>
internal sealed class PolicyOptions
{
    public const string Section = "Gateway:Policies";

    /// <summary>Scopes that must all have been granted.</summary>
    public IList<string> Scopes { get; set; } = [];

    /// <summary>Roles of which the user must have one.</summary>
    public IList<string> Roles { get; set; } = [];

    /// <summary>Claim types with their accepted values; an empty list accepts any value.</summary>
    public IDictionary<string, List<string>> Claims { get; set; } = new Dictionary<string, List<string>>();
}
