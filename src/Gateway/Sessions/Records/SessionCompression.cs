using System.Buffers;
using System.IO.Compression;

namespace Gateway.Sessions.Records;

/// <summary>
/// Brotli (RFC 7932) in front of sealing, when the result is smaller: one byte says which. Lengths leak through compression
/// only to someone who reads the store and also chooses claims; the tokens are random where it would matter.
/// </summary>
internal static class SessionCompression
{
    private const byte Stored = 0;
    private const byte Compressed = 1;
    private const int Quality = 4;
    private const int WindowBits = 16;
    private const int Largest = 1024 * 1024;

    public static byte[] Pack(ReadOnlySpan<byte> plain)
    {
        var packed = new byte[plain.Length + 1];
        if (BrotliEncoder.TryCompress(plain, packed.AsSpan(1), out var written, Quality, WindowBits) && written < plain.Length)
        {
            packed[0] = Compressed;
            return packed[..(written + 1)];
        }

        packed[0] = Stored;
        plain.CopyTo(packed.AsSpan(1));
        return packed;
    }

    /// <exception cref="InvalidDataException">Neither stored nor Brotli, or larger than a session can be (1 MiB).</exception>
    public static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> packed) => packed.Span switch
    {
        [Stored, ..] => packed[1..],
        [Compressed, .. var compressed] => Decompress(compressed),
        _ => throw new InvalidDataException("The session's record is packed in an unknown way."),
    };

    private static byte[] Decompress(ReadOnlySpan<byte> compressed)
    {
        for (var size = Math.Max(1024, compressed.Length * 4); size <= Largest; size *= 2)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                if (BrotliDecoder.TryDecompress(compressed, buffer, out var written)) return buffer[..written];
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            }
        }

        throw new InvalidDataException("The session's record does not decompress.");
    }
}
