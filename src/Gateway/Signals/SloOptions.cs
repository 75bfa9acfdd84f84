using System.ComponentModel.DataAnnotations;
using Gateway.Signals.AccessLog;

namespace Gateway.Signals;

/// <summary>What is measured and promised.</summary>
internal sealed class SignalsOptions
{
    public const string Section = "Gateway:Signals";

    /// <summary>Whether anything is measured. False takes every signal away, also the alerts' ground: for comparing costs, not for production.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>One line a request.</summary>
    public AccessLogOptions AccessLog { get; set; } = new();

    /// <summary>The service level objective of routes that do not set their own.</summary>
    public SloOptions Slo { get; set; } = new();
}

internal sealed class SloOptions
{
    /// <summary>Share of requests, in percent, that must not fail. 90 to 99.999.</summary>
    [Range(90.0, 99.999)]
    public double Availability { get; set; } = 99.9;

    /// <summary>A request slower than this counts against the latency objective. 1 millisecond to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Share of requests, in percent, that must be faster than Latency. 90 to 99.999.</summary>
    [Range(90.0, 99.999)]
    public double LatencyObjective { get; set; } = 99.0;

    /// <summary>How many requests must have failed, or been slow, before an alert may fire: one of three wakes nobody. 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int AlertFrom { get; set; } = 10;
}

/// <summary>A route's own objective. Below 90 percent the budget is so large that no page could ever fire: six times it is more than half of all requests.</summary>
internal sealed class RouteSloOptions
{
    /// <summary>Share of requests, in percent, that must not fail. 90 to 99.999.</summary>
    [Range(90.0, 99.999)]
    public double? Availability { get; set; }

    /// <summary>A request slower than this counts against the latency objective. 1 millisecond to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan? Latency { get; set; }

    /// <summary>Share of requests, in percent, that must be faster than Latency. 90 to 99.999.</summary>
    [Range(90.0, 99.999)]
    public double? LatencyObjective { get; set; }

    /// <summary>How many requests must have failed, or been slow, before an alert may fire: one of three wakes nobody. 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int? AlertFrom { get; set; }
}
