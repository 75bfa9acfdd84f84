using Gateway.Local.Hosting;

namespace Gateway.Local.Identity;

internal sealed record IdentityProviderOptions
{
    /// <summary>The issuer and the address listened on, an http address on this machine. Port 0 lets the system choose.</summary>
    public string Url { get; init; } = "http://localhost:8090";

    /// <summary>Where keys, grants and tokens live, so that a killed provider comes back as itself.</summary>
    public string DataDirectory { get; init; } = Path.Combine(BuildFacts.ProjectDirectory, ".data", "identity");

    public IReadOnlyList<IdentityClient> Clients { get; init; } = [IdentityClient.Demo("http://localhost:8080")];

    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Of the access token that comes with a sign-in; null for as long as the others. Short, it lets tests find every session in need of a refresh.</summary>
    public TimeSpan? FirstAccessTokenLifetime { get; init; }

    /// <summary>Counted anew at every rotation.</summary>
    public TimeSpan RefreshTokenLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long a redeemed refresh token may be redeemed once more. Zero: a second redemption revokes the whole grant.</summary>
    public TimeSpan RefreshTokenReuseLeeway { get; init; } = TimeSpan.Zero;

    /// <summary>Access tokens are names that only the introspection endpoint can explain (RFC 7662), instead of signed JWTs.</summary>
    public bool ReferenceAccessTokens { get; init; }

    /// <summary>Stands before every request: tests count, delay and refuse by it. The rest of the provider is the second argument.</summary>
    public Func<HttpContext, RequestDelegate, Task>? Intercept { get; init; }

    /// <summary>Besides alice and bob, lets in every name that repeats itself as the password: load tests need thousands of users.</summary>
    public bool AcceptAnyUser { get; init; }
}
