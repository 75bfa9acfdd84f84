using System.Net;
using System.Net.NetworkInformation;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>
/// Ports that stay ours while a server restarts. They lie below the range from which the system takes local ports (32768 on Linux):
/// otherwise one of our own outgoing connections could sit on the port of a gateway that is being replaced.
/// </summary>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int _next = Environment.ProcessId * 37;

    public static int Next()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _next) % Count);
            if (!taken.Contains(port)) return port;
        }
    }

    public static IPEndPoint Loopback(int port) => new(IPAddress.Loopback, port);
}
