using System.Diagnostics;
using System.Net.Sockets;

namespace Gateway.JourneyTests.Faults;

/// <summary>A fault that goes on inside a gateway until it is over; nobody can end it early.</summary>
internal sealed class Fault(NetworkStream stream) : IAsyncDisposable
{
    private readonly StreamReader _reader = new(stream);
    private string? _last;

    /// <summary>Waits until it is over.</summary>
    public async Task<FaultReport> EndAsync() => await ReadAsync() is ["ended", var begin, var end, var length]
        ? new FaultReport(DateTimeOffset.UnixEpoch + GatewayFaults.Microseconds(begin), DateTimeOffset.UnixEpoch + GatewayFaults.Microseconds(end), GatewayFaults.Microseconds(length))
        : throw Unexpected();

    public async Task SayAsync(string command) => await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(command + "\n"));

    public async Task<string[]> ReadAsync()
    {
        _last = await _reader.ReadLineAsync();
        return _last?.Split(' ') ?? [];
    }

    public UnreachableException Unexpected() => new($"The gateway's faults answered '{_last}'.");

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await stream.DisposeAsync();
    }
}

/// <param name="Begun">When it began: for a collection, just before the process stopped.</param>
/// <param name="Ended">When the gateway's threads ran again.</param>
/// <param name="Length">How long it was by the runtime's own account (<c>GC.GetTotalPauseDuration</c>).</param>
internal sealed record FaultReport(DateTimeOffset Begun, DateTimeOffset Ended, TimeSpan Length);
