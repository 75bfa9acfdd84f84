namespace Gateway.JourneyTests.Surroundings;

/// <summary>A real Alertmanager with deploy/alertmanager/alertmanager.yml, of which only the receivers' address is the test's.</summary>
internal sealed class AlertmanagerServer : IAsyncDisposable
{
    private const string Receivers = "http://127.0.0.1:8091/alerts";

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("journey-alertmanager-");
    private readonly int _port = FreePorts.Next();
    private ChildProcess? _process;

    public string Address => $"127.0.0.1:{_port}";

    public async Task StartAsync(Uri receivers)
    {
        var deployed = await File.ReadAllTextAsync(BuiltGateway.PathOf("deploy/alertmanager/alertmanager.yml"));
        if (!deployed.Contains(Receivers, StringComparison.Ordinal)) throw new InvalidOperationException($"deploy/alertmanager/alertmanager.yml has no {Receivers}.");
        var file = Path.Combine(_folder.FullName, "alertmanager.yml");
        await File.WriteAllTextAsync(file, deployed.Replace(Receivers, receivers.ToString().TrimEnd('/'), StringComparison.Ordinal));
        _process = ChildProcess.Start(
            "prometheus-alertmanager",
            [
                $"--config.file={file}", $"--storage.path={Path.Combine(_folder.FullName, "data")}", $"--web.listen-address={Address}",
                "--cluster.listen-address=", "--log.level=warn",
            ]);
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await Http.GetAsync(new Uri($"http://{Address}/-/ready"));
                return answer.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(20),
            () => $"Alertmanager is ready. It said:\n{_process.Output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
