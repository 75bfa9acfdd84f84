using System.Globalization;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.JourneyTests.Cost;

/// <summary>YARP with its defaults and no authentication (tests/Gateway.Benchmarks.Contestants), as a process of its own.</summary>
internal sealed class PlainProxy : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(20);
    private static readonly HttpClient Http = new();

    private readonly ChildProcess _process;
    private readonly Uri _allocations = new($"http://127.0.0.1:{FreePorts.Next()}");

    private PlainProxy(Uri backend) => _process = ChildProcess.Start("dotnet",
    [
        BuiltGateway.PathOf($"tests/Gateway.Benchmarks.Contestants/bin/{BuiltGateway.Configuration}/net10.0/Gateway.Benchmarks.Contestants.dll"),
        "--Kind=Yarp", "--urls", Origin.ToString(), $"--Backend={backend}", $"--AllocationsPort={_allocations.Port}", "--Authority=", "--Redis=", "--Keys=", "--Logging:LogLevel:Default=Warning",
    ]);

    public Uri Origin { get; } = new($"http://127.0.0.1:{FreePorts.Next()}");

    public static async Task<PlainProxy> StartAsync(Uri backend)
    {
        var proxy = new PlainProxy(backend);
        // The port of its allocations opens last.
        await Eventually.HoldsAsync(async () => await proxy.AllocatedAsync() > 0, StartDeadline, () => $"plain YARP serves. It said:\n{proxy._process.Output}");
        return proxy;
    }

    public async Task<double> AllocatedAsync() => double.Parse(await Http.GetStringAsync(_allocations), CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
