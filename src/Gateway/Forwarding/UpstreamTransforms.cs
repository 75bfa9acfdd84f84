using Gateway.Authentication.Bearer;
using Gateway.Frontends;
using Gateway.Sessions;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Forwarding;

/// <summary>What goes upstream instead of what the browser sent: the user's access token, and none of the gateway's cookies.</summary>
internal sealed class UpstreamTransforms : ITransformProvider
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
            if (policy.SignIn != SignInKind.None) SetAuthorization(transform, policy);
            return ValueTask.CompletedTask;
        });
        context.AddResponseTransform(transform =>
        {
            UpstreamCookies.KeepForeign(transform.HttpContext.Response.Headers, transform.HttpContext.Frontend());
            return ValueTask.CompletedTask;
        });
    }

    private static void SetAuthorization(RequestTransformContext transform, RoutePolicy policy)
    {
        transform.ProxyRequest.Headers.Remove(HeaderNames.Authorization);
        if (policy.Token == UpstreamToken.User && TokenOfCaller(transform.HttpContext) is { } token)
        {
            transform.ProxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Authorization, $"Bearer {token}");
        }
    }

    // What a client brought goes on only when it was believed.
    private static string? TokenOfCaller(HttpContext context) => context.HasValidToken()
        ? BearerHeader.Token(context.Request.Headers.Authorization).ToString()
        : context.Session()?.Session.Tokens.AccessToken;

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
