using Gateway.Signals;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Forwarding;

/// <summary>
/// Refuses request targets that two readers could take for different paths, and methods no proxy should pass on. Before
/// everything that looks at the path: authorization, routing and the upstream must all mean the same string.
/// </summary>
internal sealed class RequestTargetMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsTrace(context.Request.Method) || (HttpMethods.IsConnect(context.Request.Method) && !IsWebSocketOverHttp2(context)))
        {
            return context.WriteProblemAsync(StatusCodes.Status405MethodNotAllowed, Owner.Client, "TRACE and CONNECT are not served.");
        }

        return RequestTarget.Ambiguity(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) is { } reason
            ? context.WriteProblemAsync(StatusCodes.Status400BadRequest, Owner.Client, $"The path is ambiguous: {reason}.")
            : next(context);
    }

    // RFC 8441 opens a WebSocket over HTTP/2 with an extended CONNECT.
    private static bool IsWebSocketOverHttp2(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };
}
