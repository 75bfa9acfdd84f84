namespace Gateway.Local.Identity;

/// <summary>A confidential client, known by the origins its users see: the redirect addresses follow from the gateway's contract.</summary>
/// <param name="Id">The client's identifier.</param>
/// <param name="Secret">What it authenticates with.</param>
/// <param name="Origins">Scheme, host and port of each address it is reached at, without a trailing slash.</param>
internal sealed record IdentityClient(string Id, string Secret, params IReadOnlyList<string> Origins)
{
    public static IdentityClient Demo(params IReadOnlyList<string> origins) => new("demo", "demo-secret", origins);

    public IEnumerable<Uri> RedirectUris => Origins.Select(origin => new Uri(origin + "/bff/callback"));

    public IEnumerable<Uri> PostLogoutRedirectUris => Origins.Select(origin => new Uri(origin + "/bff/signed-out"));
}
