using System.Globalization;
using System.Net.Sockets;

namespace Gateway.JourneyTests.Faults;

/// <summary>
/// Runs inside a gateway, on threads of its own and never on the pool's, and obeys <see cref="GatewayFaults"/>: one connection, one
/// line, one command. What takes time answers twice: <c>begun</c>, and when it is over <c>ended BEGIN END PAUSE</c> (microseconds since the epoch, the
/// last a length).
/// </summary>
internal sealed class FaultServer
{
    private readonly GarbageWeight _weight = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private FaultServer(string path)
    {
        File.Delete(path);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
    }

    public static void Start(string path)
    {
        var server = new FaultServer(path);
        new Thread(server.Accept) { IsBackground = true, Name = "faults" }.Start();
    }

    private void Accept()
    {
        while (true)
        {
            var connection = _listener.Accept();
            new Thread(() => Serve(connection)) { IsBackground = true, Name = "fault" }.Start();
        }
    }

    private void Serve(Socket connection)
    {
        using var stream = new NetworkStream(connection, ownsSocket: true);
        using var reader = new StreamReader(stream);
        using var writer = new StreamWriter(stream) { AutoFlush = true };
        try
        {
            Obey(reader.ReadLine() ?? "", writer);
        }
        catch (IOException)
        {
            // Whoever asked has gone.
        }
    }

    private void Obey(string command, StreamWriter writer)
    {
        switch (command.Split(' '))
        {
            case ["gc-prepare", var length]:
                writer.WriteLine($"prepared {Microseconds(_weight.Make(Milliseconds(length)))}");
                break;
            case ["gc"]:
                writer.WriteLine("begun");
                Report(writer, GarbageWeight.Collect);
                break;
            case ["gc-release"]:
                _weight.Drop();
                writer.WriteLine("released");
                break;
            case ["weigh"]:
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"weighs {GC.GetTotalMemory(forceFullCollection: true)}"));
                break;
            case ["starve", var length]:
                using (var starvation = new Starvation())
                {
                    writer.WriteLine("begun");
                    Report(writer, () => starvation.Last(Milliseconds(length)));
                }

                break;
            default:
                writer.WriteLine($"unknown: {command}");
                break;
        }
    }

    private static void Report(StreamWriter writer, Func<TimeSpan> fault)
    {
        var begin = Now();
        var pause = fault();
        writer.WriteLine($"ended {begin} {Now()} {Microseconds(pause)}");
    }

    private static TimeSpan Milliseconds(string text) => TimeSpan.FromMilliseconds(double.Parse(text, CultureInfo.InvariantCulture));

    private static string Microseconds(TimeSpan length) => string.Create(CultureInfo.InvariantCulture, $"{length.TotalMicroseconds:0}");

    private static string Now() => Microseconds(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch);
}
