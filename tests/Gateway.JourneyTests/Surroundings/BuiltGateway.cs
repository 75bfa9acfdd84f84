using System.Reflection;
using Xunit;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>
/// The gateway's two binaries: the current one and the one that writes the previous session format. tests/run builds both; started
/// another way, the second is built here when it is missing.
/// </summary>
public sealed class BuiltGateway : IAsyncLifetime
{
    private static readonly TimeSpan BuildDeadline = TimeSpan.FromMinutes(3);

    private static string Root { get; } = FindRoot();

    internal static string Current { get; } = PathOf($"src/Gateway/bin/{Configuration}/net10.0");

    internal static string Previous { get; } = PathOf("artifacts/gateway-previous");

    internal static string Configuration => typeof(BuiltGateway).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(fact => fact.Key == "Configuration").Value!;

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Path.Combine(Previous, "Gateway.dll"))) return;
        await using var build = ChildProcess.Start("dotnet",
        [
            "build", PathOf("src/Gateway"), "-c", "Release", "--disable-build-servers", "-p:WritePreviousSessionFormat=true",
            "-p:IntermediateOutputPath=obj/previous-format/", "-o", Previous,
        ]);
        await build.WaitForExitAsync(BuildDeadline);
        if (!File.Exists(Path.Combine(Previous, "Gateway.dll"))) throw new InvalidOperationException(build.Output);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Gateway.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Gateway.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
