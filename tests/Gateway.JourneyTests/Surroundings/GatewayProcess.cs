using Gateway.JourneyTests.Faults;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>A gateway as an operator runs it: the executable, its settings folder, its two ports. Restarted, it keeps its ports.</summary>
internal sealed class GatewayProcess(string settings, string binaries, IReadOnlyDictionary<string, string>? overrides = null) : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Operations = new() { Timeout = TimeSpan.FromSeconds(2) };

    private ChildProcess? _process;

    public int TrafficPort { get; } = FreePorts.Next();

    /// <summary>This replica alone, past the load balancer.</summary>
    public Uri Origin => new($"http://localhost:{TrafficPort}");

    public int OperationsPort { get; } = FreePorts.Next();

    /// <summary>The folder of Gateway.dll at the next start.</summary>
    public string Binaries { get; set; } = binaries;

    /// <summary>Hurts this replica from inside; null when it was started without.</summary>
    public GatewayFaults? Faults { get; init; }

    /// <summary>Variables on top of our own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public int ProcessId => Started.ProcessId;

    public string Output => _process?.Output ?? "";

    public async Task StartAsync()
    {
        _process = ChildProcess.Start("dotnet",
        [
            Path.Combine(Binaries, "Gateway.dll"), "serve", "--urls", $"http://127.0.0.1:{TrafficPort}", "--contentRoot", settings,
            $"--Gateway:Operations:Url=http://127.0.0.1:{OperationsPort}",
            .. (overrides ?? new Dictionary<string, string>()).Select(setting => $"--{setting.Key}={setting.Value}"),
        ],
        new Dictionary<string, string>([.. Environment, .. Faults?.Environment ?? new Dictionary<string, string>()]));
        await Eventually.HoldsAsync(
            async () => _process.HasExited || await AnswersAsync("/readyz"), StartDeadline, () => $"the gateway is ready. It said:\n{Output}");
        if (_process.HasExited) throw new InvalidOperationException($"The gateway ended instead of starting. It said:\n{Output}");
    }

    public async Task<bool> AnswersAsync(string path)
    {
        using var answer = await Operations.GetAsync(new Uri($"http://127.0.0.1:{OperationsPort}{path}"));
        return answer.IsSuccessStatusCode;
    }

    /// <summary>SIGTERM, as every platform sends it, and the exit code.</summary>
    public Task<int> TerminateAsync() => Started.TerminateAsync(StopDeadline);

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        Started.Kill();
        await Started.WaitForExitAsync(StopDeadline);
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private ChildProcess Started => _process ?? throw new InvalidOperationException("The gateway was never started.");
}
