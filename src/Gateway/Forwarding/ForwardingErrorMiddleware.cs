using Gateway.Signals;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Forwarding;

/// <summary>
/// Gives a failed forward the body that YARP leaves out. Around YARP's own steps, so that it sees a missing destination as well
/// as a broken connection; an answer that has begun is the upstream's and stays as it is.
/// </summary>
internal static class ForwardingErrorMiddleware
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var signals = context.Signals();
        UpstreamCall.Begin(signals);
        await next(context);
        signals?.Enter(Stage.Gateway);

        var failed = context.Features.Get<IForwarderErrorFeature>()?.Error is not (null or ForwarderError.None);
        // An upstream's own 503 without a body looks the same, and is an answer.
        var noDestination = !failed && context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable && context.Response.ContentLength is null
            && context.Features.Get<IReverseProxyFeature>()?.ProxiedDestination is null;
        if ((!failed && !noDestination) || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested) return;

        var status = context.Response.StatusCode;
        var (owner, detail) = status < StatusCodes.Status500InternalServerError
            ? (Owner.Client, "The request could not be read to its end.")
            : (Owner.Upstream, status == StatusCodes.Status504GatewayTimeout ? "The service did not answer in time." : "The service could not be reached.");
        // Where a body that broke off ends is anybody's guess, and so is where the next request begins.
        if (owner == Owner.Client && HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        await context.WriteProblemAsync(status, owner, detail);
    }
}
