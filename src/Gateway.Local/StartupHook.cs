using System.Diagnostics;

// The runtime looks for exactly this name, outside of any namespace, in the assembly DOTNET_STARTUP_HOOKS names:
// https://github.com/dotnet/runtime/blob/main/docs/design/features/host-startup-hook.md
#pragma warning disable IDE0130

/// <summary>
/// Runs inside each replica before its Main. The stack holds the other end of the replica's standard input; when the stack dies,
/// however it dies, that end closes and the replica goes too, instead of living on and keeping its ports.
/// </summary>
internal static class StartupHook
{
    public static void Initialize() =>
        new Thread(DieWithParent) { IsBackground = true, Name = "die with the local stack" }.Start();

    private static void DieWithParent()
    {
        // Only this process: what it may start itself must not take our place at the pipe.
        Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", null);
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0) { }
        Process.GetCurrentProcess().Kill();
    }
}
