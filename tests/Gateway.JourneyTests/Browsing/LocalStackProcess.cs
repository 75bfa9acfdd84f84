using System.Reflection;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.JourneyTests.Browsing;

/// <summary>The local stack as the README starts it, on ports and in a folder of its own.</summary>
internal sealed class LocalStackProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("local-stack-");
    private ChildProcess? _process;

    public Uri Front { get; } = new($"http://localhost:{FreePorts.Next()}");

    public Uri Control { get; } = new($"http://localhost:{FreePorts.Next()}");

    private Uri Identity { get; } = new($"http://localhost:{FreePorts.Next()}");

    private int StorePort { get; } = FreePorts.Next();

    public string Output => _process?.Output ?? "";

    public async Task StartAsync()
    {
        _process = ChildProcess.Start("dotnet",
        [
            BuiltGateway.PathOf($"src/Gateway.Local/bin/{Configuration}/net10.0/Gateway.Local.dll"),
            "--port", $"{Front.Port}", "--control-port", $"{Control.Port}", "--identity-port", $"{Identity.Port}", "--store-port", $"{StorePort}",
            "--data", _data.FullName,
        ]);
        await Eventually.HoldsAsync(
            () => Task.FromResult(_process.HasExited || _process.Output.Contains("Ready: ", StringComparison.Ordinal)),
            StartDeadline,
            () => $"the local stack is ready. It said:\n{Output}");
        if (_process.HasExited) throw new InvalidOperationException($"The local stack ended instead of starting. It said:\n{Output}");
    }

    /// <summary>SIGKILL, to the stack's process only: its children have to notice by themselves.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(TimeSpan.FromSeconds(10));
    }

    public Task<int> TerminateAsync() => _process!.TerminateAsync(TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private static string Configuration => typeof(LocalStackProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(fact => fact.Key == "Configuration").Value!;
}
