using System.Net;
using Microsoft.Extensions.Primitives;

namespace Gateway.Signals.LoadBalancer;

/// <summary>
/// What the load balancer says of a request, noted, and what it is told of the answer. Before the proxy headers are read, for only then
/// the connection's peer is still known; whoever is not trusted is neither believed nor told.
/// </summary>
/// <param name="next">What follows.</param>
/// <param name="isTrusted">Whether an address is a load balancer's.</param>
/// <param name="metrics">Counts what could not be believed.</param>
/// <param name="time">The clock that is compared with the load balancer's.</param>
internal sealed class BalancerMiddleware(RequestDelegate next, Predicate<IPAddress> isTrusted, SignalsMetrics metrics, TimeProvider time)
{
    public const string StartHeader = "X-Request-Start";
    public const string IdHeader = "X-Request-Id";

    private const int LongestId = 64;

    private static readonly string Unmatched = ServerTiming.Named(BoundedNames.Unmatched);

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var isSaid = headers.ContainsKey(StartHeader) || headers.ContainsKey(IdHeader);
        if (isSaid && context.Signals() is { } signals && context.Connection.RemoteIpAddress is { } peer && isTrusted(peer)) Note(context, signals);
        return next(context);
    }

    private void Note(HttpContext context, RequestSignals signals)
    {
        if (context.Request.Headers[IdHeader] is [{ Length: > 0 and <= LongestId } id] && IsPlain(id)) signals.RequestId = id;

        var given = context.Request.Headers[StartHeader];
        var start = RequestStart.Of(given.Count > 1 ? "several" : given.ToString(), time.GetUtcNow() - signals.SoFar());
        if (start.Kind == RequestStartKind.Absent) return;
        if (start.Kind == RequestStartKind.Given) signals.IngressWait = start.Wait;
        else metrics.IngressRefused(start.Kind);

        // A balancer that says when a request came wants to know what became of it, and takes the answer off again.
        context.Response.OnStarting(static state => Tell((HttpContext)state), context);
    }

    private static Task Tell(HttpContext context)
    {
        if (context.Signals() is { } signals)
        {
            var upstreams = context.Response.Headers[ServerTiming.Header];
            var own = ServerTiming.Write(signals.Route?.ServerTimingName ?? Unmatched, signals, context.Response.StatusCode);
            // Two lines at most, ours first: the balancer takes the first and leaves the other to the client.
            context.Response.Headers[ServerTiming.Header] = upstreams.Count == 0 ? own : new StringValues([own, string.Join(", ", upstreams.ToArray())]);
        }

        return Task.CompletedTask;
    }

    private static bool IsPlain(string id) => !id.AsSpan().ContainsAnyExceptInRange('!', '~');
}
