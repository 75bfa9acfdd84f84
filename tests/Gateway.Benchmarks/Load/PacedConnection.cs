using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Load;

/// <summary>
/// One connection with a thread of its own that blocks: nothing in it allocates or waits for anything but its answer. A request that
/// could not be sent when it was due, because the one before was not answered, is counted from when it was due (G. Tene's
/// "coordinated omission"); one that was sent late because this thread woke late is counted from when it was sent.
/// </summary>
internal sealed class PacedConnection(LoadTarget target, PacedSchedule schedule, int number)
{
    private static readonly byte[] EndOfHeaders = "\r\n\r\n"u8.ToArray();

    // As servers write it.
    private static readonly byte[][] Lengths = ["Content-Length: "u8.ToArray(), "content-length: "u8.ToArray()];

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly List<long> _latencies = new(schedule.PerConnection);

    /// <summary>Of the requests that count, in the clock's ticks.</summary>
    public IReadOnlyList<long> Latencies => _latencies;

    public void Run()
    {
        byte[][] requests = target.Callers.Count == 0 ? [Bytes(null)] : [.. target.Callers.Select(Bytes)];
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(FreePorts.Loopback(target.Port));
        var free = schedule.Start;
        for (var request = 0; request < schedule.PerConnection; request++)
        {
            var due = schedule.Due(number, request);
            MonotonicClock.WaitUntil(due);
            var sent = TimeProvider.System.GetTimestamp();
            socket.Send(requests[((request * schedule.Connections) + number) % requests.Length]);
            ReadAnswer(socket);
            var wasLate = free > due;
            free = TimeProvider.System.GetTimestamp();
            if (schedule.Counts(request)) _latencies.Add(free - (wasLate ? due : sent));
        }
    }

    private byte[] Bytes(string? caller) =>
        Encoding.ASCII.GetBytes($"GET {target.Path} HTTP/1.1\r\nHost: {target.Host}\r\n{(caller is null ? "" : caller + "\r\n")}\r\n");

    private void ReadAnswer(Socket socket)
    {
        var read = 0;
        var total = int.MaxValue;
        while (read < total)
        {
            var count = socket.Receive(_buffer.AsSpan(read));
            if (count == 0) throw new IOException("The connection was closed instead of answered.");
            read += count;
            if (total == int.MaxValue && _buffer.AsSpan(0, read).IndexOf(EndOfHeaders) is >= 0 and var end)
                total = end + EndOfHeaders.Length + LengthOfBody(_buffer.AsSpan(0, end + EndOfHeaders.Length));
        }
    }

    private static int LengthOfBody(ReadOnlySpan<byte> headers)
    {
        if (!headers.StartsWith("HTTP/1.1 200"u8)) throw new IOException($"Answered with: {Encoding.ASCII.GetString(headers)}");
        foreach (var name in Lengths)
        {
            if (headers.IndexOf(name) is >= 0 and var at && Utf8Parser.TryParse(headers[(at + name.Length)..], out int length, out _)) return length;
        }

        throw new IOException($"Answered without a length: {Encoding.ASCII.GetString(headers)}");
    }
}
