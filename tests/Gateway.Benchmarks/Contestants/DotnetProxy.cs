using System.Globalization;
using Gateway.Benchmarks.Surroundings;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Contestants;

/// <summary>A process of tests/Gateway.Benchmarks.Contestants.</summary>
internal sealed class DotnetProxy : IAsyncDisposable
{
    public const string TextbookCookie = ".AspNetCore.Cookies";

    private static readonly HttpClient Http = new();

    private readonly ChildProcess _process;
    private readonly Uri _allocations;

    private DotnetProxy(ChildProcess process, int allocationsPort) => (_process, _allocations) = (process, new Uri($"http://127.0.0.1:{allocationsPort}"));

    public int ProcessId => _process.ProcessId;

    /// <param name="kind">Which of them.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="surroundings">As its ContestantOptions name them.</param>
    public static async Task<DotnetProxy> StartAsync(string kind, int port, IReadOnlyDictionary<string, string> surroundings)
    {
        var allocationsPort = FreePorts.Next();
        var process = ChildProcess.Start("dotnet",
        [
            BuildFacts.Contestants, "--urls", $"http://127.0.0.1:{port}", $"--Kind={kind}", $"--AllocationsPort={allocationsPort}",
            .. surroundings.Select(fact => $"--{fact.Key}={fact.Value}"),
        ]);
        await Listening.OnAsync(allocationsPort, process, kind);
        return new DotnetProxy(process, allocationsPort);
    }

    public async Task<double> AllocatedAsync() => double.Parse(await Http.GetStringAsync(_allocations), CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
