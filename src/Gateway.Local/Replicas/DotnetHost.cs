using System.Runtime.InteropServices;

namespace Gateway.Local.Replicas;

/// <summary>The dotnet executable this process runs on: there may be another one, or none, on the PATH.</summary>
internal static class DotnetHost
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        // {root}/shared/Microsoft.NETCore.App/{version}/
        var root = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var executable = System.IO.Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(executable) ? executable : "dotnet";
    }
}
