using System.ComponentModel.DataAnnotations;

namespace Gateway.Authentication.Bearer;

/// <summary>Callers that bring a token instead of a session (mobile apps, services).</summary>
internal sealed class BearerOptions
{
    public const string Section = "Gateway:Bearer";

    /// <summary>The issuer's address. https, or http on loopback.</summary>
    [Required]
    public string Authority { get; set; } = "";

    /// <summary>A token must be made for one of these.</summary>
    [Required, MinLength(1)]
    public IList<string> Audiences { get; set; } = [];

    /// <summary>Signature algorithms accepted (RFC 7518); asymmetric ones only. When empty: RS256, PS256, ES256.</summary>
    public IList<string> Algorithms { get; set; } = [];

    /// <summary>For opaque tokens only (RFC 7662).</summary>
    public IntrospectionOptions? Introspection { get; set; }
}

internal sealed class IntrospectionOptions
{
    /// <summary>The gateway's client id at the introspection endpoint.</summary>
    [Required]
    public string ClientId { get; set; } = "";

    /// <summary>The gateway's client secret at the introspection endpoint.</summary>
    [Required]
    public string ClientSecret { get; set; } = "";
}
