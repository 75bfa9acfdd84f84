using Gateway.Authentication.Bearer;
using Gateway.Authentication.Tokens;
using Gateway.Forwarding.Streams;
using Gateway.Frontends;
using Gateway.Sessions;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Forwarding;

/// <summary>What goes upstream instead of what the browser sent: the user's access token, and none of the gateway's cookies.</summary>
internal sealed class UpstreamTransforms(StreamBinding streams, TraceContext traces) : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        var policy = RoutePolicy.Of(context.Route);
        context.AddRequestTransform(transform =>
        {
            RemoveGatewayCookies(transform);
            if (policy.SignIn != SignInKind.None || policy.AskedFor is not null) SetAuthorization(transform, policy);
            traces.Inject(transform);
            UpstreamCall.Sending();
            return ValueTask.CompletedTask;
        });
        context.AddResponseTransform(transform =>
        {
            UpstreamCall.Answered(transform);
            UpstreamCookies.KeepForeign(transform.HttpContext);
            streams.Bind(transform);
            return ValueTask.CompletedTask;
        });
    }

    private static void SetAuthorization(RequestTransformContext transform, RoutePolicy policy)
    {
        var headers = transform.ProxyRequest.Headers;
        var authorization = AuthorizationOf(transform.HttpContext, policy);
        // What a caller brought is there already.
        if (authorization is not null && headers.NonValidated.TryGetValues(HeaderNames.Authorization, out var copied) && copied.ToString() == authorization) return;

        headers.Remove(HeaderNames.Authorization);
        if (authorization is not null) headers.TryAddWithoutValidation(HeaderNames.Authorization, authorization);
    }

    private static string? AuthorizationOf(HttpContext context, RoutePolicy policy) => policy.Token switch
    {
        UpstreamToken.None => null,
        UpstreamToken.User when policy.AskedFor is null => CallersToken.AuthorizationOf(context),
        UpstreamToken.User or UpstreamToken.Client => context.Features.Get<UpstreamAuthorization>()?.Header,
        _ => throw new InvalidOperationException($"Token {policy.Token} has no meaning."),
    };

    private static void RemoveGatewayCookies(RequestTransformContext transform)
    {
        var sent = transform.HttpContext.Request.Headers.Cookie;
        if (sent.Count == 0) return;

        transform.ProxyRequest.Headers.Remove(HeaderNames.Cookie);
        if (UpstreamCookies.Of(sent, transform.HttpContext.Frontend()) is { Length: > 0 } kept)
        {
            transform.ProxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Cookie, kept);
        }
    }
}
