using System.Globalization;

namespace Gateway.Signals;

/// <summary>
/// What the Prometheus exporter calls our instruments (OpenTelemetry, "Prometheus and OpenMetrics Compatibility"): underscores for
/// dots, then the unit, then <c>_total</c> for what only grows.
/// </summary>
internal static class PrometheusNames
{
    /// <summary>A gauge, or an up-down counter, of things.</summary>
    public static string Gauge(string instrument) => instrument.Replace('.', '_');

    /// <summary>A counter of things.</summary>
    public static string Total(string instrument) => Gauge(instrument) + "_total";

    /// <summary>How many durations a histogram was given.</summary>
    public static string Count(string instrument) => Seconds(instrument) + "_count";

    /// <summary>How many durations a histogram was given, by their upper bounds.</summary>
    public static string Bucket(string instrument) => Seconds(instrument) + "_bucket";

    /// <summary>
    /// Selects one bucket. A whole number of seconds is printed as <c>1</c> in the older text format and as <c>1.0</c> in OpenMetrics, and
    /// Prometheus 3 makes it <c>1.0</c> in both (migration guide, "le and quantile label values").
    /// </summary>
    public static string LeMatcher(TimeSpan bound)
    {
        var seconds = bound.TotalSeconds.ToString("R", CultureInfo.InvariantCulture);
        return seconds.Contains('.', StringComparison.Ordinal) ? $"le=\"{seconds}\"" : $"le=~\"{seconds}|{seconds}\\\\.0\"";
    }

    private static string Seconds(string instrument) => Gauge(instrument) + "_seconds";
}
