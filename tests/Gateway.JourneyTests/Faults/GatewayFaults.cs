using System.Globalization;
using System.Net.Sockets;

namespace Gateway.JourneyTests.Faults;

/// <summary>
/// Hurts a running gateway from inside, without any hook in the product: the runtime loads this assembly into it (DOTNET_STARTUP_HOOKS,
/// <see cref="Environment"/>). Ask for it with <c>WorldOptions.Faults</c> and use <c>GatewayProcess.Faults</c>:
/// <code>
/// await faults.PrepareCollectionAsync(TimeSpan.FromMilliseconds(300));   // seconds of building, and collections: before what is measured
/// await using var pause = await faults.CollectAsync();                   // returns as the process stops
/// …                                                                       // what must meet the pause
/// var report = await pause.EndAsync();                                    // when it was, and how long the runtime says it was
/// </code>
/// </summary>
internal sealed class GatewayFaults
{
    /// <summary>Names the socket the gateway's side listens on.</summary>
    public const string SocketVariable = "GATEWAY_TESTS_FAULTS";

    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"faults-{Guid.NewGuid():N}.sock");

    /// <summary>What the gateway has to be started with.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(GatewayFaults).Assembly.Location,
        [SocketVariable] = _socket,
    };

    /// <summary>Fills the gateway with living objects until a blocking collection stops it for about this long. Returns the last trial's length.</summary>
    public async Task<TimeSpan> PrepareCollectionAsync(TimeSpan length)
    {
        await using var fault = await SayAsync($"gc-prepare {Milliseconds(length)}");
        return await fault.ReadAsync() is ["prepared", var trial] ? Microseconds(trial) : throw fault.Unexpected();
    }

    /// <summary>Begins one blocking collection.</summary>
    public Task<Fault> CollectAsync() => BeginAsync("gc");

    /// <summary>Lets go of what was prepared.</summary>
    public async Task ReleaseAsync()
    {
        await using var fault = await SayAsync("gc-release");
        if (await fault.ReadAsync() is not ["released"]) throw fault.Unexpected();
    }

    /// <summary>Bytes of living objects, after as many collections as it takes: no harm meant, but only from inside can one tell.</summary>
    public async Task<long> WeighAsync()
    {
        await using var fault = await SayAsync("weigh");
        return await fault.ReadAsync() is ["weighs", var bytes] ? long.Parse(bytes, CultureInfo.InvariantCulture) : throw fault.Unexpected();
    }

    /// <summary>Blocks every thread of the pool for this long; returns when all of them are blocked.</summary>
    public Task<Fault> StarveAsync(TimeSpan length) => BeginAsync($"starve {Milliseconds(length)}");

    public static TimeSpan Microseconds(string text) => TimeSpan.FromMicroseconds(long.Parse(text, CultureInfo.InvariantCulture));

    private static string Milliseconds(TimeSpan length) => length.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);

    private async Task<Fault> BeginAsync(string command)
    {
        var fault = await SayAsync(command);
        return await fault.ReadAsync() is ["begun"] ? fault : throw fault.Unexpected();
    }

    private async Task<Fault> SayAsync(string command)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket));
        var fault = new Fault(new NetworkStream(socket, ownsSocket: true));
        await fault.SayAsync(command);
        return fault;
    }
}
