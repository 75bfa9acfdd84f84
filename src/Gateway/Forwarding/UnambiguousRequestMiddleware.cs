using Gateway.Sessions;
using Gateway.Signals;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Forwarding;

/// <summary>
/// Refuses requests that two readers could take for different ones: by their path, by their framing, by methods no proxy should
/// pass on. Before everything that looks at the path: authorization, routing and the upstream must all mean the same string.
/// </summary>
internal sealed class UnambiguousRequestMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsTrace(context.Request.Method) || (HttpMethods.IsConnect(context.Request.Method) && !context.IsWebSocket()))
        {
            return context.WriteProblemAsync(StatusCodes.Status405MethodNotAllowed, Owner.Client, "TRACE and CONNECT are not served.");
        }

        if (RequestFraming.Ambiguity(context.Request) is { } framing)
        {
            context.Response.Headers.Connection = "close";
            return context.WriteProblemAsync(StatusCodes.Status400BadRequest, Owner.Client, $"The request's framing is ambiguous: {framing}.");
        }

        return RequestTarget.Ambiguity(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) is { } target
            ? context.WriteProblemAsync(StatusCodes.Status400BadRequest, Owner.Client, $"The path is ambiguous: {target}.")
            : next(context);
    }
}
