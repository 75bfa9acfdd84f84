using System.ComponentModel.DataAnnotations;

namespace Gateway.Forwarding;

/// <summary>The gateway's part of a cluster: <c>ReverseProxy:Clusters:{cluster}:Gateway</c>.</summary>
internal sealed class ClusterGatewayOptions
{
    /// <summary>How calls to this cluster are protected.</summary>
    public ResilienceOptions Resilience { get; set; } = new();
}

internal sealed class ResilienceOptions
{
    /// <summary>How long one attempt may wait for the response's headers. 10 milliseconds to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Further attempts of an idempotent request. 0 to 5.</summary>
    [Range(0, 5)]
    public int Retries { get; set; } = 2;

    /// <summary>Retries allowed, as a share of requests. 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double RetryBudget { get; set; } = 0.2;

    /// <summary>When a destination is left alone for a while.</summary>
    public BreakerOptions Breaker { get; set; } = new();
}

internal sealed class BreakerOptions
{
    /// <summary>Share of failed calls that opens the breaker. 0.01 to 1.</summary>
    [Range(0.01, 1.0)]
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>Calls in the sampling window before the ratio counts. 2 to 100,000.</summary>
    [Range(2, 100_000)]
    public int MinimumThroughput { get; set; } = 20;

    /// <summary>How long it stays open. 500 milliseconds to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:05:00")]
    public TimeSpan BreakFor { get; set; } = TimeSpan.FromSeconds(5);
}
