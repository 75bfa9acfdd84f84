using System.Net.Sockets;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Surroundings;

/// <summary>Waits until a server of ours listens, or has ended.</summary>
internal static class Listening
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public static async Task OnAsync(int port, ChildProcess process, string name)
    {
        await Eventually.HoldsAsync(async () => process.HasExited || await ConnectsAsync(port), Deadline, () => $"{name} listens. It said:\n{process.Output}");
        if (process.HasExited) throw new InvalidOperationException($"{name} ended instead of starting. It said:\n{process.Output}");
    }

    private static async Task<bool> ConnectsAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(FreePorts.Loopback(port));
        return true;
    }
}
