namespace Gateway.Signals;

/// <summary>
/// Which signals a collector was named for, by OpenTelemetry's own variables: one for all, or one for each. The exporter of a signal
/// nobody named a collector for would send it to this machine's port 4317.
/// </summary>
/// <param name="Metrics">Metrics are sent.</param>
/// <param name="Traces">Traces are sent, and requests pay for them.</param>
internal readonly record struct Collectors(bool Metrics, bool Traces)
{
    public static Collectors Named(Func<string, string?> variable)
    {
        var isNamed = IsSet("OTEL_EXPORTER_OTLP_ENDPOINT");
        return new(isNamed || IsSet("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"), isNamed || IsSet("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"));

        bool IsSet(string name) => variable(name) is { Length: > 0 };
    }
}
