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
internal sealed class UpstreamTransforms(StreamBinding streams) : ITransformProvider
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
            UpstreamCall.Sending();
            return ValueTask.CompletedTask;
        });
        context.AddResponseTransform(transform =>
        {
            UpstreamCall.Answered(transform);
            UpstreamCookies.KeepForeign(transform.HttpContext.Response.Headers, transform.HttpContext.Frontend());
            streams.Bind(transform);
            return ValueTask.CompletedTask;
        });
    }

    private static void SetAuthorization(RequestTransformContext transform, RoutePolicy policy)
    {
        transform.ProxyRequest.Headers.Remove(HeaderNames.Authorization);
        if (TokenOf(transform.HttpContext, policy) is { } token)
        {
            transform.ProxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Authorization, $"Bearer {token}");
        }
    }

    private static string? TokenOf(HttpContext context, RoutePolicy policy) => policy.Token switch
    {
        UpstreamToken.None => null,
        UpstreamToken.User when policy.AskedFor is null => CallersToken.Of(context),
        UpstreamToken.User or UpstreamToken.Client => context.Features.Get<UpstreamAuthorization>()?.Token,
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
