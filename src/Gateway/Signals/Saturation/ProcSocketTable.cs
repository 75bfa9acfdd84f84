using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Gateway.Signals.Saturation;

/// <summary>
/// Reads <c>/proc/net/tcp</c> and <c>tcp6</c> (proc_net_tcp(5)), where the kernel writes each socket as text. It has no way to ask for some
/// states only, so established connections cost here what they do not over netlink; but it is there even where a sandbox forbids that.
/// </summary>
internal sealed class ProcSocketTable(string folder = "/proc/net") : ISocketTable
{
    private const int Digits = 8;

    private readonly byte[] _buffer = new byte[64 * 1024];

    public string Name => "/proc/net/tcp";

    public SocketReading Read(SocketCounts counts)
    {
        // A kernel without IPv6 has no second table.
        var reading = Read(Path.Combine(folder, "tcp"), counts);
        return reading == SocketReading.Whole && File.Exists(Path.Combine(folder, "tcp6")) ? Read(Path.Combine(folder, "tcp6"), counts) : reading;
    }

    private SocketReading Read(string path, SocketCounts counts)
    {
        try
        {
            using var table = File.OpenHandle(path);
            var (kept, offset) = (0, 0L);
            while (true)
            {
                var read = RandomAccess.Read(table, _buffer.AsSpan(kept), offset);
                if (read == 0) return SocketReading.Whole;
                offset += read;
                var text = _buffer.AsSpan(0, kept + read);
                for (int end; (end = text.IndexOf((byte)'\n')) >= 0; text = text[(end + 1)..]) Count(text[..end], counts);
                text.CopyTo(_buffer);
                kept = text.Length;
            }
        }
        catch (Exception closed) when (closed is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return SocketReading.Closed;
        }
        catch (IOException)
        {
            return SocketReading.Failed;
        }
    }

    //   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode …
    //    0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 …
    // The first line, with the names of the columns, has no numbers and is passed over.
    private static void Count(ReadOnlySpan<byte> line, SocketCounts counts)
    {
        line = line[(line.IndexOf((byte)':') + 1)..];
        Span<byte> address = stackalloc byte[16];
        if (TryTakeEndpoint(ref line, address, out _, out var localPort)
            && TryTakeEndpoint(ref line, address, out var size, out var remotePort)
            && TryTakeNumber(ref line, out var state)
            && TryTakeNumber(ref line, out _)
            && TryTakeNumber(ref line, out var receiveQueue)
            && TryTakeNumber(ref line, out _) && TryTakeNumber(ref line, out _) // timer, when
            && TryTakeNumber(ref line, out _) && TryTakeNumber(ref line, out _) // retransmits, user
            && TryTakeNumber(ref line, out _) && TryTakeNumber(ref line, out var inode)) // timeout, inode
        {
            counts.Add((int)state, (int)localPort, TcpEndpoint.Of(address[..size], (int)remotePort), receiveQueue, inode != 0);
        }
    }

    // An address is written as one number, or four, of eight digits, each as this machine reads the bytes in memory.
    private static bool TryTakeEndpoint(ref ReadOnlySpan<byte> text, scoped Span<byte> address, out int size, out uint port)
    {
        (size, port) = (0, 0);
        text = text.TrimStart((byte)' ');
        for (; text.Length > Digits && text[0] != ':' && size < address.Length; size += sizeof(uint), text = text[Digits..])
        {
            if (!Utf8Parser.TryParse(text[..Digits], out uint word, out _, 'x')) return false;
            MemoryMarshal.Write(address[size..], word);
        }

        return TryTakeNumber(ref text, out port);
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<byte> text, out uint number)
    {
        text = text.TrimStart(" :"u8);
        if (!Utf8Parser.TryParse(text, out number, out var length, 'x')) return false;
        text = text[length..];
        return true;
    }
}
