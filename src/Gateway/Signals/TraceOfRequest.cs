using System.Diagnostics;
using Microsoft.Extensions.Primitives;

namespace Gateway.Signals;

/// <summary>
/// Which trace a request belongs to (W3C Trace Context). Where traces are collected its span says so. Where nobody collects them, no span is
/// made, and the client's trace is passed on as it came, or begun here: all the logs of a request can still be found by one id.
/// </summary>
internal static class TraceOfRequest
{
    private const int TraceIdAt = 3;
    private const int TraceIdLength = 32;

    /// <summary>The trace's id, 32 hexadecimal digits.</summary>
    public static string TraceId(this HttpContext context) =>
        Activity.Current?.TraceId.ToHexString() ?? TraceParent(context).Substring(TraceIdAt, TraceIdLength);

    /// <summary>What upstreams are told where there is no span: the client's word, where it is one, and the same for all who ask of this request.</summary>
    public static string TraceParent(HttpContext context)
    {
        if (Brought(context) is { } brought) return brought;
        if (context.Signals() is { } signals) return signals.TraceParent ??= Begin();
        if (context.Features.Get<BegunTrace>() is not { } begun) context.Features.Set(begun = new BegunTrace(Begin()));
        return begun.TraceParent;
    }

    /// <summary>The client's <c>traceparent</c>; null when it has none, several, or one that cannot be understood.</summary>
    public static string? Brought(HttpContext context)
    {
        StringValues sent = context.Request.Headers.TraceParent;
        return sent is [{ } one] && ActivityContext.TryParse(one, traceState: null, out _) ? one : null;
    }

    private static string Begin() => $"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-00";

    private sealed record BegunTrace(string TraceParent);
}
