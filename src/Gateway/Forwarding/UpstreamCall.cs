using Gateway.Signals;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Forwarding;

/// <summary>
/// Marks a request's way through YARP with the two transforms that stand directly before and behind the call. YARP's own telemetry would
/// tell the same by an EventSource, whose seven events a request cost more than all other signals together.
/// </summary>
internal static class UpstreamCall
{
    private static readonly AsyncLocal<RequestSignals?> Flowing = new();

    /// <summary>Whose call this flow of execution makes; null for calls of no request, as to a provider.</summary>
    public static RequestSignals? Current => Flowing.Value;

    public static void Begin(RequestSignals? signals)
    {
        if (signals is not null) Flowing.Value = signals;
    }

    public static void Sending() => Current?.Enter(Stage.UpstreamWait);

    public static void Answered(ResponseTransformContext transform)
    {
        if (transform.ProxyResponse is null || Current is not { } signals) return;
        signals.Forwarded();
        signals.Enter(Stage.UpstreamBody);
    }
}
