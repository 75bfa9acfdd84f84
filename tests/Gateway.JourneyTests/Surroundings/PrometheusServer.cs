using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>A real Prometheus with the files of deploy/prometheus: only addresses and intervals are the test's, and the rules those of its settings.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("journey-prometheus-");
    private readonly int _port = FreePorts.Next();
    private ChildProcess? _process;

    /// <param name="rules">The text of rules.yml.</param>
    /// <param name="addresses">Each address in deploy/prometheus/prometheus.yml and what takes its place.</param>
    public async Task StartAsync(string rules, IReadOnlyDictionary<string, string> addresses)
    {
        var configuration = await File.ReadAllTextAsync(BuiltGateway.PathOf("deploy/prometheus/prometheus.yml"));
        foreach (var (deployed, here) in addresses.Append(new("scrape_interval: 10s", "scrape_interval: 1s")).Append(new("evaluation_interval: 15s", "evaluation_interval: 1s")))
        {
            if (!configuration.Contains(deployed, StringComparison.Ordinal)) throw new InvalidOperationException($"deploy/prometheus/prometheus.yml has no {deployed}.");
            configuration = configuration.Replace(deployed, here, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "rules.yml"), rules);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "prometheus.yml"), configuration);
        _process = ChildProcess.Start(
            "prometheus",
            [
                $"--config.file={Path.Combine(_folder.FullName, "prometheus.yml")}", $"--storage.tsdb.path={Path.Combine(_folder.FullName, "data")}",
                $"--web.listen-address=127.0.0.1:{_port}", "--log.level=warn",
            ]);
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await Http.GetAsync(Address("/-/ready"));
                return answer.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(20),
            () => $"Prometheus is ready. It said:\n{_process.Output}");
    }

    /// <summary>The series an expression comes to now, each with its labels and value. A query it cannot run is an error.</summary>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> QueryAsync(string expression)
    {
        using var answer = await Http.PostAsync(Address("/api/v1/query"), new FormUrlEncodedContent(new Dictionary<string, string> { ["query"] = expression }));
        var body = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{expression}: {body}");
        using var json = JsonDocument.Parse(body);
        return
        [
            .. json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(series => (
                Labels(series.GetProperty("metric")), double.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>The labels of every alert that fires.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> FiringAsync() => [.. (await QueryAsync("ALERTS{alertstate=\"firing\"}")).Select(alert => alert.Labels)];

    /// <summary>What is wrong with the rules, as Prometheus evaluates them; empty when nothing is.</summary>
    public async Task<IReadOnlyList<string>> RuleErrorsAsync()
    {
        var json = await Http.GetFromJsonAsync<JsonElement>(Address("/api/v1/rules"));
        return
        [
            .. json.GetProperty("data").GetProperty("groups").EnumerateArray()
                .SelectMany(group => group.GetProperty("rules").EnumerateArray())
                .Where(rule => rule.GetProperty("health").GetString() == "err")
                .Select(rule => $"{rule.GetProperty("name")}: {rule.GetProperty("lastError")}"),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static Dictionary<string, string> Labels(JsonElement metric) => metric.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!);

    private Uri Address(string path) => new($"http://127.0.0.1:{_port}{path}");
}
