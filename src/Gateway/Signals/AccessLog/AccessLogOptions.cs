using System.ComponentModel.DataAnnotations;

namespace Gateway.Signals.AccessLog;

/// <summary>One JSON line a request, on standard output or in a file. Failures and slow requests are always written, the rest by sample.</summary>
internal sealed class AccessLogOptions
{
    /// <summary>Whether lines are written at all. A route's <c>Gateway:AccessLog</c> switches its own.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Share of the unremarkable requests that is written: answered below 500 and within the route's latency objective. 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double Sample { get; set; } = 0.01;

    /// <summary>The file lines are appended to; standard output when not set. Rotate it by renaming: it is opened anew within a second. Replicas on one machine may share it.</summary>
    public string? Path { get; set; }
}
