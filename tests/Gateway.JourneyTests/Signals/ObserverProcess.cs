using System.Net.Http.Json;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.JourneyTests.Signals;

/// <summary>A real <c>gateway lb-observer</c>.</summary>
internal sealed class ObserverProcess(params string[] arguments) : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };

    private readonly int _port = FreePorts.Next();
    private ChildProcess? _process;

    /// <summary>Where load balancers send their lines.</summary>
    public string Syslog { get; } = $"127.0.0.1:{FreePorts.Next()}";

    public string Output => _process?.Output ?? "";

    public async Task StartAsync()
    {
        _process = ChildProcess.Start(
            "dotnet", [Path.Combine(BuiltGateway.Current, "Gateway.dll"), "lb-observer", "--listen", $"udp://{Syslog}", "--metrics", Address("").ToString(), .. arguments]);
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await Http.GetAsync(Address("livez"));
                return answer.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(20),
            () => $"the observer answers. It said:\n{Output}");
    }

    public Task<Exposition> MetricsAsync() => Exposition.OfAsync(Address("metrics"));

    public async Task<IReadOnlyList<ObservedFigures>> RoutesAsync() => await Http.GetFromJsonAsync<ObservedFigures[]>(Address("api/routes")) ?? [];

    /// <summary>SIGTERM, and the exit code.</summary>
    public Task<int> TerminateAsync() => (_process ?? throw new InvalidOperationException("It was never started.")).TerminateAsync(TimeSpan.FromSeconds(10));

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Uri Address(string path) => new($"http://127.0.0.1:{_port}/{path}");

    internal sealed record ObservedFigures(
        string Route, int Requests,
        [property: System.Text.Json.Serialization.JsonPropertyName("delta_p99_ms")] double DeltaP99, int Disagreements);
}
