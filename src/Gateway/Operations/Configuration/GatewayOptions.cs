using Gateway.Authentication;
using Gateway.Authentication.Bearer;
using Gateway.Authentication.Tokens;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Signals;

namespace Gateway.Operations.Configuration;

/// <summary>Everything under <c>Gateway</c>, as one tree: what the settings check walks and the JSON schema is made from.</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>Web frontends by name; several may be served side by side.</summary>
    public IDictionary<string, FrontendOptions> Frontends { get; set; } = new Dictionary<string, FrontendOptions>();

    /// <summary>How long sessions live and how far a replica trusts its own memory of them.</summary>
    public UserSessionOptions Sessions { get; set; } = new();

    /// <summary>When a session's access token is renewed.</summary>
    public TokenOptions Tokens { get; set; } = new();

    /// <summary>Issuers of bearer tokens by name.</summary>
    public IDictionary<string, BearerOptions> Bearer { get; set; } = new Dictionary<string, BearerOptions>();

    /// <summary>How long results of validations are kept.</summary>
    public AuthenticationCacheOptions AuthenticationCache { get; set; } = new();

    /// <summary>Authorization policies by name.</summary>
    public IDictionary<string, PolicyOptions> Policies { get; set; } = new Dictionary<string, PolicyOptions>();

    /// <summary>What is measured and promised.</summary>
    public SignalsOptions Signals { get; set; } = new();

    /// <summary>The operations port and the end of a replica's life.</summary>
    public OperationsOptions Operations { get; set; } = new();

    /// <summary>Networks (CIDR) or addresses whose X-Forwarded-* and X-Request-Start are believed. When empty: 127.0.0.0/8 and ::1. Read at start.</summary>
    public IList<string> TrustedProxies { get; set; } = [];

    /// <summary>Keys shared by all replicas.</summary>
    public KeyOptions Keys { get; set; } = new();
}
