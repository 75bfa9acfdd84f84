using Gateway.Authentication;
using Gateway.Authentication.Bearer;
using Gateway.Authentication.Tokens;
using Gateway.Sessions;
using Gateway.Signals;
using Microsoft.Extensions.Configuration.Memory;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Forwarding;

/// <summary>
/// A route's policy, carried inside YARP's own route as metadata: YARP swaps routes and clusters in one step, and what belongs
/// to a route must be swapped with it.
/// </summary>
internal sealed record RoutePolicy(SignInKind SignIn, UpstreamToken Token, StoreOutage OnStoreOutage, bool CsrfHeader)
{
    /// <summary>The token that must be asked for before a request goes upstream; null when there is none, or the caller's own will do.</summary>
    public UpstreamTokenRequirement? AskedFor { get; init; }

    /// <summary>Whether its authorization policy wants a signed-in user and nothing else.</summary>
    public bool SignedInSuffices { get; init; }

    public const string MetadataPrefix = "Gateway:";

    private const string Anonymous = "anonymous";

    public bool NeedsSession => SignIn is SignInKind.Session or SignInKind.Any;

    public bool AcceptsToken => SignIn is SignInKind.Bearer or SignInKind.Any;

    /// <summary>What the other steps of the pipeline look for on the endpoint.</summary>
    public IEnumerable<object> EndpointMetadata()
    {
        yield return this;
        if (SignedInSuffices) yield return Authentication.SignedInSuffices.Instance;
        if (AskedFor is not null) yield return AskedFor;
        if (AcceptsToken) yield return new BearerRequirement(OrSession: NeedsSession);
        if (!NeedsSession) yield break;
        yield return new SessionRequirement(AcceptRemembered: OnStoreOutage == StoreOutage.Remember);
        yield return new CrossSiteProtection(RequireHeader: CsrfHeader);
        if (Token == UpstreamToken.User) yield return new UserAccessTokenRequirement(AskedFor is { Source: UpstreamTokenSource.Refresh } asked ? asked.Target : null);
    }

    /// <summary>The <c>route</c> attribute of its requests, and what counts as slow there.</summary>
    public static MeasuredRoute MeasuredAs(RouteConfig route)
    {
        var options = OptionsOf(route);
        return new MeasuredRoute(route.RouteId, options.Slo?.Latency, options.AccessLog);
    }

    public static RoutePolicy Of(RouteConfig route)
    {
        var options = OptionsOf(route);
        var signIn = options.SignIn ?? (IsAnonymous(route.AuthorizationPolicy) ? SignInKind.None : SignInKind.Session);
        var token = options.Token ?? (signIn == SignInKind.None ? UpstreamToken.None : UpstreamToken.User);
        return new RoutePolicy(signIn, token, options.OnStoreOutage, options.CsrfHeader)
        {
            AskedFor = AskedForBy(token, options.TokenFor),
            SignedInSuffices = string.Equals(route.AuthorizationPolicy, RoutePolicyFilter.RequireUser, StringComparison.OrdinalIgnoreCase),
        };
    }

    private static RouteGatewayOptions OptionsOf(RouteConfig route)
    {
        var settings = (route.Metadata ?? new Dictionary<string, string>())
            .Where(entry => entry.Key.StartsWith(MetadataPrefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[MetadataPrefix.Length..], entry => (string?)entry.Value);
        return new ConfigurationBuilder()
            .Add(new MemoryConfigurationSource { InitialData = settings })
            .Build()
            .Get<RouteGatewayOptions>() ?? new RouteGatewayOptions();
    }

    public static bool IsAnonymous(string? authorizationPolicy) => string.Equals(authorizationPolicy, Anonymous, StringComparison.OrdinalIgnoreCase);

    private static UpstreamTokenRequirement? AskedForBy(UpstreamToken token, TokenForOptions? options)
    {
        var target = options is null ? TokenTarget.Unspecified : Target(options);
        return (token, options?.By) switch
        {
            (UpstreamToken.Client, _) => new(UpstreamTokenSource.Client, target),
            (UpstreamToken.User, TokenForBy.Exchange) => new(UpstreamTokenSource.Exchange, target),
            (UpstreamToken.User, TokenForBy.Refresh) => new(UpstreamTokenSource.Refresh, target),
            _ => null,
        };
    }

    private static TokenTarget Target(TokenForOptions options) =>
        new(options.Resource, options.Audience, options.Scopes.Count > 0 ? string.Join(' ', options.Scopes) : null);
}
