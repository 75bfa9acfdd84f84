using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gateway.Local.Replicas;

/// <summary>Asks a process to end, which .NET cannot.</summary>
internal static class ProcessSignal
{
    private const int Sigterm = 15;

    /// <summary>SIGTERM, on which a replica drains. Windows has nothing like it: there the process is killed.</summary>
    public static void Terminate(Process process)
    {
        if (OperatingSystem.IsWindows()) process.Kill();
        else _ = Kill(process.Id, Sigterm);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
