using Gateway.Signals;
using Xunit;

namespace Gateway.Tests.Signals;

public sealed class CollectorsTests
{
    [Theory]
    [InlineData("", false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", true, true)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", false, true)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", true, true)]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", false, false)]
    public void A_signal_goes_where_a_collector_was_named_for_it(string variables, bool metrics, bool traces) =>
        Assert.Equal(new Collectors(metrics, traces), Collectors.Named(name => variables.Split(' ').Contains(name) ? "http://collector:4318" : null));

    [Fact]
    public void A_variable_that_is_empty_names_nothing() => Assert.Equal(default, Collectors.Named(_ => ""));
}
