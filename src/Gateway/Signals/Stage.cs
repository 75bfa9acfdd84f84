namespace Gateway.Signals;

/// <summary>
/// Where a request's time went. All but <see cref="GcPause"/>, which overlaps the others, add up to the request's duration plus
/// <see cref="IngressWait"/>.
/// </summary>
internal enum Stage
{
    /// <summary>From the load balancer's <c>X-Request-Start</c> until the gateway began: its queue, the network, the accept queue, a pause before the request was read.</summary>
    IngressWait,

    /// <summary>Who is this: the cookie's session, from memory or the store.</summary>
    Session,

    /// <summary>A bearer token was believed or refused; the provider was asked during a sign-in.</summary>
    Authentication,

    /// <summary>The token for the upstream was waited for.</summary>
    TokenRefresh,

    /// <summary>A connection to the upstream was waited for: a free place in the pool, name look-up, TCP, TLS.</summary>
    UpstreamConnect,

    /// <summary>The request was sent, the response's headers were awaited. A slow upload counts here.</summary>
    UpstreamWait,

    /// <summary>The response's body passed through. A slow reader counts here.</summary>
    UpstreamBody,

    /// <summary>Everything else: the gateway's own work.</summary>
    Gateway,

    /// <summary>The process stood still for its garbage collector while the request was in it. Overlaps the others.</summary>
    GcPause,
}

internal static class Stages
{
    public static readonly IReadOnlyList<Stage> All = Enum.GetValues<Stage>();

    /// <summary>The metric's <c>stage</c> attribute.</summary>
    public static string ToTag(this Stage stage) => stage switch
    {
        Stage.IngressWait => "ingress_wait",
        Stage.Session => "session",
        Stage.Authentication => "authentication",
        Stage.TokenRefresh => "token_refresh",
        Stage.UpstreamConnect => "upstream_connect",
        Stage.UpstreamWait => "upstream_wait",
        Stage.UpstreamBody => "upstream_body",
        Stage.Gateway => "gateway",
        Stage.GcPause => "gc_pause",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "A stage without a name."),
    };
}
