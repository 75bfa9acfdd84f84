using System.ComponentModel.DataAnnotations;
using Gateway.Signals;

namespace Gateway.Forwarding;

/// <summary>The gateway's part of a route: <c>ReverseProxy:Routes:{route}:Gateway</c>.</summary>
internal sealed class RouteGatewayOptions
{
    /// <summary>Who may call. When not set: None for the anonymous authorization policy, Session for every other.</summary>
    public SignInKind? SignIn { get; set; }

    /// <summary>What goes upstream as Authorization. When not set: User for routes with a session, None for the others.</summary>
    public UpstreamToken? Token { get; set; }

    /// <summary>Whom the token that goes upstream is made for, where the caller's own or an unspecific one will not do.</summary>
    public TokenForOptions? TokenFor { get; set; }

    /// <summary>Whether a session this replica remembers will do while the store does not answer.</summary>
    public StoreOutage OnStoreOutage { get; set; } = StoreOutage.Remember;

    /// <summary>Whether state-changing fetch calls with a session must carry <c>X-CSRF: 1</c>.</summary>
    public bool CsrfHeader { get; set; } = true;

    /// <summary>Requests of this route in progress at the same time; 0 = no limit of its own. 0 to 1,000,000.</summary>
    [Range(0, 1_000_000)]
    public int MaxConcurrency { get; set; }

    /// <summary>Whether requests of this route may get an access log line (<c>Gateway:Signals:AccessLog</c>).</summary>
    public bool AccessLog { get; set; } = true;

    /// <summary>This route's service level objective where it differs from <c>Gateway:Signals:Slo</c>.</summary>
    public RouteSloOptions? Slo { get; set; }
}

internal sealed class TokenForOptions
{
    /// <summary>The resource, an absolute address without fragment (RFC 8707).</summary>
    public string? Resource { get; set; }

    /// <summary>The audience's name at the provider (RFC 8693, 2.1). With Token Client it is no standard, and some providers take Resource only.</summary>
    public string? Audience { get; set; }

    /// <summary>Scopes asked for. When empty: what the provider gives unasked.</summary>
    public IList<string> Scopes { get; set; } = [];

    /// <summary>How a user's token is turned into it: token exchange (RFC 8693), or the session's refresh token. Token Client needs neither.</summary>
    public TokenForBy By { get; set; } = TokenForBy.Exchange;
}

internal enum TokenForBy
{
    Exchange,
    Refresh,
}

internal enum SignInKind
{
    Session,
    Bearer,
    Any,
    None,
}

internal enum UpstreamToken
{
    User,
    Client,
    None,
}

internal enum StoreOutage
{
    Remember,
    Reject,
}
