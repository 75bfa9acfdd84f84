using System.IO.Pipelines;
using System.Net;
using System.Text;
using Gateway.Local.Demo;
using Xunit;

namespace Gateway.JourneyTests.LocalStack;

public sealed class DemoHostTests
{
    [Fact]
    public async Task Streams_both_ways_over_http2()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var api = await DemoHost.StartApiAsync(0, 0, cancellation);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var sent = new Pipe();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(api.Http2Address, "/demo.Echo/Bidi"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new PieceByPiece(sent.Reader) { Headers = { { "Content-Type", "application/grpc" } } },
        };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        using var received = await answer.Content.ReadAsStreamAsync(cancellation);

        foreach (var piece in new[] { "ping", "pong" })
        {
            await sent.Writer.WriteAsync(Encoding.ASCII.GetBytes(piece), cancellation);
            var buffer = new byte[piece.Length];
            await received.ReadExactlyAsync(buffer, cancellation);
            Assert.Equal(piece, Encoding.ASCII.GetString(buffer));
        }

        await sent.Writer.CompleteAsync();
        Assert.Equal(0, await received.ReadAsync(new byte[1], cancellation));
        Assert.Equal("0", answer.TrailingHeaders.GetValues("grpc-status").Single());
    }

    /// <summary>Sends what is written when it is written; a StreamContent keeps it, and the headers, until there is more.</summary>
    private sealed class PieceByPiece(PipeReader pieces) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            for (var read = await pieces.ReadAsync(); !read.IsCompleted || !read.Buffer.IsEmpty; read = await pieces.ReadAsync())
            {
                foreach (var piece in read.Buffer) await stream.WriteAsync(piece);
                await stream.FlushAsync();
                pieces.AdvanceTo(read.Buffer.End);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
