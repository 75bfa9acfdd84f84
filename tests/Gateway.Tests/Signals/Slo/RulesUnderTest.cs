using System.Diagnostics;
using System.Text;
using Gateway.Operations.Commands;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Signals.Slo;

/// <summary>The rules made from some settings, evaluated by promtool over series of a test's own, as Prometheus would.</summary>
internal sealed class RulesUnderTest(string settings)
{
    private readonly List<(string Series, string Values)> _series = [];
    private string _evaluation = "1m";

    /// <summary>One route whose requests may fail in 0.1 percent and be slower than 300 ms in 1 percent, another that promises less.</summary>
    public static RulesUnderTest OfTwoRoutes() => new("""
        { "ReverseProxy": { "Routes": { "orders": {}, "stock": { "Gateway": { "Slo": { "Availability": 99, "Latency": "00:00:01" } } } } } }
        """);

    /// <summary>How often Prometheus looks; days of every minute take promtool seconds.</summary>
    public RulesUnderTest EvaluatedEvery(string interval)
    {
        _evaluation = interval;
        return this;
    }

    public string Rules => AlertRulesCommand.Write(
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(settings))).Build(), "https://runbook");

    /// <summary>Values a minute apart in promtool's notation: <c>0+5x60</c> is 0 and sixty times 5 more.</summary>
    public RulesUnderTest Requests(string route, string outcome, string values, string replica = "a")
    {
        _series.Add(($"gateway_requests_total{{instance=\"{replica}\",otel_scope_name=\"Gateway\",route=\"{route}\",method=\"GET\",code=\"200\",outcome=\"{outcome}\"}}", values));
        return this;
    }

    /// <summary>Durations: how many ended within a bound, and how many there were.</summary>
    public RulesUnderTest Durations(string route, string outcome, string le, string within, string all, string replica = "a")
    {
        Series("bucket", $",le=\"{le}\"", within);
        return Series("count", "", all);

        RulesUnderTest Series(string kind, string bound, string values)
        {
            _series.Add(($"gateway_request_duration_seconds_{kind}{{instance=\"{replica}\",otel_scope_name=\"Gateway\",route=\"{route}\",outcome=\"{outcome}\"{bound}}}", values));
            return this;
        }
    }

    /// <summary>Any other series.</summary>
    public RulesUnderTest Series(string series, string values)
    {
        _series.Add((series, values));
        return this;
    }

    /// <summary>Asserts what fires, as "severity route window alert", and nothing else.</summary>
    public Task FiresAsync(string at, params string[] alerts) => HoldsAsync(
        at, "count by (severity, route, window, alertname) (ALERTS{alertstate=\"firing\"})", [.. alerts.Select(Sample)]);

    /// <summary>Asserts what an expression comes to: each series with its value.</summary>
    public async Task HoldsAsync(string at, string expression, params (string Labels, double Value)[] samples)
    {
        var folder = Directory.CreateTempSubdirectory("rules-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rules.yml"), Rules);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "test.yml"), Test(at, expression, samples));
            using var promtool = Process.Start(new ProcessStartInfo("promtool", ["test", "rules", "test.yml"])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var said = await promtool.StandardError.ReadToEndAsync() + await promtool.StandardOutput.ReadToEndAsync();
            await promtool.WaitForExitAsync();
            Xunit.Assert.True(promtool.ExitCode == 0, said);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private string Test(string at, string expression, (string Labels, double Value)[] samples)
    {
        var yaml = new StringBuilder($"rule_files: [ rules.yml ]\nevaluation_interval: {_evaluation}\n{InTheirOrder()}tests:\n  - interval: 1m\n    input_series:\n");
        if (_series.Count == 0) yaml.Length -= "\n    input_series:\n".Length - 1;
        foreach (var (series, values) in _series) yaml.Append($"      - series: '{series}'\n        values: '{values}'\n");
        yaml.Append($"    promql_expr_test:\n      - expr: '{expression}'\n        eval_time: {at}\n        exp_samples:{(samples.Length == 0 ? " []" : "")}\n");
        foreach (var (labels, value) in samples) yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"          - labels: '{labels}'\n            value: {value}\n");
        return yaml.ToString();
    }

    // Without this promtool takes the groups in any order, and an alert may see what its group's source recorded a minute ago.
    private string InTheirOrder()
    {
        var names = Rules.Split('\n').Where(line => line.StartsWith("  - name: ", StringComparison.Ordinal)).Select(line => line[10..]);
        return $"group_eval_order: [ {string.Join(", ", names)} ]\n";
    }

    private static (string Labels, double Value) Sample(string alert)
    {
        var words = alert.Split(' ');
        return ($"{{severity=\"{words[0]}\",route=\"{words[1]}\",window=\"{words[2]}\",alertname=\"{words[3]}\"}}", 1);
    }
}
