using System.Diagnostics;
using Gateway.Signals;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Forwarding;

/// <summary>
/// Tells upstreams which trace a request belongs to, also where no trace is collected: their logs name it. Without a collector nobody would
/// see a span for the call, and .NET's HTTP client, left to itself, makes and describes one for each.
/// </summary>
internal sealed class TraceContext
{
    private readonly ReverseProxyPropagator _propagator = new(DistributedContextPropagator.Current);

    /// <summary>Whether the HTTP client makes spans of its own, and with each the headers.</summary>
    public bool HasSpans { get; } = Collectors.Named(Environment.GetEnvironmentVariable).Traces;

    /// <summary>Continues the span's trace, where there is a span; else the client's, whose headers have been copied, or a new one.</summary>
    public void Inject(RequestTransformContext transform)
    {
        if (HasSpans) return;
        var headers = transform.ProxyRequest.Headers;
        if (Activity.Current is { } span) _propagator.Inject(span, transform.ProxyRequest, static (carrier, name, value) => ((HttpRequestMessage)carrier!).Headers.TryAddWithoutValidation(name, value));
        else if (TraceOfRequest.Brought(transform.HttpContext) is null)
        {
            // What cannot be understood is not passed on, nor what belongs to it (W3C Trace Context, 2.2.3).
            if (headers.Remove(HeaderNames.TraceParent)) headers.Remove(HeaderNames.TraceState);
            headers.TryAddWithoutValidation(HeaderNames.TraceParent, TraceOfRequest.TraceParent(transform.HttpContext));
        }
    }
}
