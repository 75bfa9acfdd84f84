using System.ComponentModel.DataAnnotations;

namespace Gateway.Frontends;

/// <summary>One web frontend: the hosts it is served at, its client at the identity provider, its cookie.</summary>
internal sealed class FrontendOptions
{
    public const string Section = "Gateway:Frontends";

    /// <summary>Host names without port, compared without case. Requests for hosts of no frontend get 421.</summary>
    [Required, MinLength(1)]
    public IList<string> Hosts { get; set; } = [];

    /// <summary>The frontend's client at its OpenID Connect provider.</summary>
    [Required]
    public IdentityOptions Identity { get; set; } = new();

    /// <summary>The session's cookie.</summary>
    public SessionCookieOptions Cookie { get; set; } = new();
}

/// <summary>A confidential client of an OpenID Connect provider (code flow with PKCE).</summary>
internal sealed class IdentityOptions
{
    /// <summary>The issuer's address; its metadata is at <c>{Authority}/.well-known/openid-configuration</c>. https, or http on loopback.</summary>
    [Required]
    public string Authority { get; set; } = "";

    /// <summary>The client's id at the provider.</summary>
    [Required]
    public string ClientId { get; set; } = "";

    /// <summary>The client's secret at the provider; give it through the environment or a secret store.</summary>
    [Required]
    public string ClientSecret { get; set; } = "";

    /// <summary>Scopes asked for; <c>openid</c> must be one. When empty: openid, profile, offline_access.</summary>
    public IList<string> Scopes { get; set; } = [];

    /// <summary>Claims kept in the session besides <c>sub</c>. When empty: all but those of the protocol. Roles and policies see only what is kept.</summary>
    public IList<string> Claims { get; set; } = [];

    /// <summary>Pushed authorization requests (RFC 9126): Auto uses them where the provider offers them.</summary>
    public PushedAuthorization PushedAuthorization { get; set; } = PushedAuthorization.Auto;
}

internal enum PushedAuthorization
{
    Auto,
    Require,
    Disable,
}

internal sealed class SessionCookieOptions
{
    /// <summary>Must start with <c>__Host-</c>, so that no sibling host can set it. When empty: <c>__Host-</c> and the frontend's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Strict, or Lax where other sites must be able to post into the frontend signed in.</summary>
    public SessionCookieSameSite SameSite { get; set; } = SessionCookieSameSite.Strict;
}

internal enum SessionCookieSameSite
{
    Strict,
    Lax,
}
