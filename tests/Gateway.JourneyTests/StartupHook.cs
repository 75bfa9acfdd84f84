using Gateway.JourneyTests.Faults;

// The runtime looks for exactly this name, outside of any namespace, in the assembly DOTNET_STARTUP_HOOKS names:
// https://github.com/dotnet/runtime/blob/main/docs/design/features/host-startup-hook.md
#pragma warning disable IDE0130

/// <summary>Runs inside a gateway before its Main and lets the tests hurt it (<see cref="FaultServer"/>): the product has no hook for that.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        // Only this process: what it may start itself must not take our place at the socket.
        Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", null);
        if (Environment.GetEnvironmentVariable(GatewayFaults.SocketVariable) is { Length: > 0 } socket) FaultServer.Start(socket);
    }
}
