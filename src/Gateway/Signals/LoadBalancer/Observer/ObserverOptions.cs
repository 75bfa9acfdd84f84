using System.Net;

namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>What <c>gateway lb-observer</c> reads, and where it answers.</summary>
internal sealed record ObserverOptions
{
    /// <summary>Where datagrams are received; null for nowhere.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>Load balancers' logs, by the name their metrics carry.</summary>
    public IReadOnlyList<(string Name, string Path)> BalancerLogs { get; init; } = [];

    /// <summary>The gateways' access logs.</summary>
    public IReadOnlyList<string> AccessLogs { get; init; } = [];

    /// <summary>Where <c>/metrics</c> and <c>/api/routes</c> are served.</summary>
    public required Uri Metrics { get; init; }

    /// <summary>How long a gateway's access log line is waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}
