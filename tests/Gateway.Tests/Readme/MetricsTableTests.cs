using System.Reflection;
using System.Text.RegularExpressions;
using Gateway.Signals;
using Gateway.Tests.Conventions;
using Xunit;

namespace Gateway.Tests.Readme;

/// <summary>The README names every instrument there is, and none that is not; the same for stages.</summary>
public sealed partial class MetricsTableTests
{
    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md"));

    [Fact]
    public void Every_instrument_is_in_the_table() => Assert.Equal(
        typeof(MetricNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(name => (string)name.GetRawConstantValue()!)
            .Where(name => name.StartsWith("gateway.", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        Name().Matches(Table().Match(Readme).Value).Select(name => name.Groups["name"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_stage_is_explained() =>
        Assert.All(Stages.All, stage => Assert.Contains($"\n| `{stage.ToTag()}` | ", Readme, StringComparison.Ordinal));

    [GeneratedRegex("<!-- metrics:.*?<!-- /metrics -->", RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex("`(?<name>gateway\\.[a-z_.]+)`")]
    private static partial Regex Name();
}
