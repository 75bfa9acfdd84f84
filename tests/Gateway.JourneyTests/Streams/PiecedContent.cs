using System.Net;

namespace Gateway.JourneyTests.Streams;

/// <summary>A body of so many megabytes; the second is sent only after what the test waits for.</summary>
internal sealed class PiecedContent(int megabytes, bool chunked, Func<Task> afterFirst) : HttpContent
{
    private static readonly byte[] Piece = new byte[1024 * 1024];

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var sent = 0; sent < megabytes; sent++)
        {
            if (sent == 1) await afterFirst();
            await stream.WriteAsync(Piece);
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = (long)megabytes * Piece.Length;
        return !chunked;
    }
}
