using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.JourneyTests.Signals;

/// <summary>What a gateway says at <c>/metrics</c>, as Prometheus would read it.</summary>
internal sealed partial class Exposition
{
    private readonly List<(string Name, Dictionary<string, string> Labels, double Value)> _samples = [];

    private Exposition(string text)
    {
        foreach (var match in Sample().Matches(text).Cast<Match>())
        {
            var labels = Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value);
            _samples.Add((match.Groups["name"].Value, labels, double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
        }
    }

    public static async Task<Exposition> OfAsync(GatewayProcess gateway)
    {
        using var http = new HttpClient();
        return new Exposition(await http.GetStringAsync(new Uri($"http://127.0.0.1:{gateway.OperationsPort}/metrics")));
    }

    /// <summary>The sum over all series of a metric that have these labels; zero when there is none.</summary>
    public double Sum(string metric, params (string Name, string Value)[] labels) => _samples
        .Where(sample => sample.Name == metric && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value))
        .Sum(sample => sample.Value);

    /// <summary>The values a label has in a metric.</summary>
    public IReadOnlyList<string> Values(string metric, string label) =>
        [.. _samples.Where(sample => sample.Name == metric).Select(sample => sample.Labels.GetValueOrDefault(label, "")).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>[^ \n]+)", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex("(?<name>[a-zA-Z_]\\w*)=\"(?<value>(?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Label();
}
