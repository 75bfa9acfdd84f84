using CsCheck;
using Gateway.Forwarding.Streams;
using Gateway.Sessions.Streams;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Forwarding.Streams;

/// <summary>The wrapper in YARP's place: pieces go in at one end, and what comes out at the other is looked at byte by byte.</summary>
public sealed class BoundWebSocketTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public Task The_client_gets_whole_messages_and_then_the_close() =>
        Gen.Select(Conversation.Any, Gen.Int[1, 20_000].Array[1, 20], Gen.Int[0, 30]).SampleAsync(async (conversation, sizes, endAfter) =>
        {
            using var world = new World(_time);
            var pieces = Pieces(conversation.Bytes, sizes);
            var delivered = new List<byte>();
            for (var turn = 0; turn < pieces.Count && turn < endAfter; turn++)
            {
                await world.Upstream.SayAsync(pieces[turn]);
                delivered.AddRange(await world.ReadAsync(pieces[turn].Length));
            }

            var before = delivered.Count;
            world.Stream.End(StreamEnd.SessionEnded);
            foreach (var piece in pieces.Skip(endAfter)) await world.Upstream.SayAsync(piece);
            world.ClientAnswers();
            delivered.AddRange(await world.ReadToEndAsync());

            var end = conversation.NextMessageEnd(before);
            Assert.Equal([.. conversation.Bytes[..end], .. CloseFrame.ToClient(StreamEnd.SessionEnded)], delivered.ToArray());
        }, iter: 200);

    [Fact]
    public Task The_upstream_gets_whole_messages_and_then_the_close() =>
        Gen.Select(Conversation.Any, Gen.Int[1, 20_000].Array[1, 20], Gen.Int[0, 30]).SampleAsync(async (conversation, sizes, endAfter) =>
        {
            using var world = new World(_time);
            var pieces = Pieces(conversation.Bytes, sizes);
            foreach (var piece in pieces.Take(endAfter)) await world.Stream.WriteAsync(piece);
            var before = world.Upstream.Heard.Length;
            world.Stream.End(StreamEnd.GoingAway);
            foreach (var piece in pieces.Skip(endAfter)) await world.Stream.WriteAsync(piece);

            var end = conversation.NextMessageEnd(before);
            var heard = world.Upstream.Heard;
            Assert.Equal(conversation.Bytes[..end], heard[..end]);
            Assert.Equal(CloseFrame.ToClient(StreamEnd.GoingAway), Unmasked(heard[end..]));
        }, iter: 200);

    [Fact]
    public async Task A_read_that_waits_wakes_up_to_say_the_close()
    {
        using var world = new World(_time);
        var reading = world.ReadAsync(1);
        Assert.False(reading.IsCompleted);
        world.Stream.End(StreamEnd.SessionEnded);
        Assert.Equal(CloseFrame.ToClient(StreamEnd.SessionEnded)[..1], await reading.WaitAsync(Patience, TimeProvider.System));
    }

    [Fact]
    public async Task A_message_in_pieces_that_never_ends_is_closed_between_its_frames()
    {
        using var world = new World(_time);
        await SayAsync(world, Conversation.Frame(opcode: 1, final: false, masked: false, 3));
        world.Stream.End(StreamEnd.SessionEnded);
        var reading = world.ReadAsync(1);
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(CloseFrame.ToClient(StreamEnd.SessionEnded)[..1], await reading.WaitAsync(Patience, TimeProvider.System));
    }

    [Fact]
    public async Task A_client_that_does_not_answer_is_cut_after_two_seconds()
    {
        using var world = new World(_time);
        world.Stream.End(StreamEnd.SessionEnded);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(0, world.Aborts);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        await Eventually.HoldsAsync(() => world.Aborts == 1, "it is cut");
    }

    [Fact]
    public async Task A_request_that_is_over_is_never_cut()
    {
        using var world = new World(_time);
        world.Stream.End(StreamEnd.SessionEnded);
        await world.Stream.DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        await Task.Yield();
        Assert.Equal(0, world.Aborts);
        Assert.Equal(1, world.Closes);
    }

    [Fact]
    public async Task A_close_that_is_under_way_already_is_not_said_twice()
    {
        using var world = new World(_time);
        await SayAsync(world, Conversation.Frame(opcode: 8, final: true, masked: false, 2));
        world.Stream.End(StreamEnd.SessionEnded);
        await world.Upstream.HangUpAsync();
        Assert.Empty(await world.ReadToEndAsync());
    }

    [Fact]
    public async Task An_upstream_that_says_more_than_anyone_takes_does_not_keep_back_the_clients_close()
    {
        using var world = new World(_time);
        var message = Conversation.Frame(opcode: 1, final: true, masked: true, 1000);
        await world.Stream.WriteAsync(message.AsMemory(0, 500), TestContext.Current.CancellationToken);
        world.Stream.End(StreamEnd.SessionEnded);
        _ = world.Upstream.SayAsync(new byte[2 << 20]);

        var finishes = world.Stream.WriteAsync(message.AsMemory(500), TestContext.Current.CancellationToken).AsTask();
        var reads = world.ReadToEndAsync();
        await finishes.WaitAsync(Patience, TimeProvider.System);
        world.ClientAnswers();

        Assert.Equal(CloseFrame.ToClient(StreamEnd.SessionEnded), await reads);
        Assert.Equal(message, world.Upstream.Heard[..message.Length]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(9, 0)]
    [InlineData(10, 0)]
    public async Task Only_messages_of_the_client_count_as_activity(int opcode, int noted)
    {
        using var world = new World(_time);
        await world.Stream.WriteAsync(Conversation.Frame(opcode, final: true, masked: true, 5), TestContext.Current.CancellationToken);
        Assert.Equal(noted, world.Messages);
    }

    private static async Task SayAsync(World world, byte[] frame)
    {
        await world.Upstream.SayAsync(frame);
        Assert.Equal(frame, await world.ReadAsync(frame.Length));
    }

    private static byte[] Unmasked(byte[] frame)
    {
        Assert.Equal(0x80, frame[1] & 0x80);
        return [frame[0], (byte)(frame[1] & 0x7f), .. frame[6..].Select((octet, at) => (byte)(octet ^ frame[2 + (at % 4)]))];
    }

    private static List<byte[]> Pieces(byte[] bytes, int[] sizes)
    {
        var pieces = new List<byte[]>();
        for (var at = 0; at < bytes.Length; at += pieces[^1].Length)
        {
            var size = sizes[pieces.Count % sizes.Length];
            pieces.Add(bytes[at..Math.Min(bytes.Length, at + size)]);
        }

        return pieces;
    }

    private sealed class World : IDisposable
    {
        public World(TimeProvider time)
        {
            Stream = new BoundWebSocket(Upstream, () => Aborts++, time) { Closed = () => Closes++, MessageSent = () => Messages++ };
        }

        public SpokenStream Upstream { get; } = new();

        public BoundWebSocket Stream { get; }

        public int Aborts { get; private set; }

        public int Closes { get; private set; }

        public int Messages { get; private set; }

        public async Task<byte[]> ReadAsync(int atLeast)
        {
            var read = new List<byte>();
            while (read.Count < atLeast)
            {
                Assert.Equal(0, await Stream.ReadAsync(Memory<byte>.Empty));
                var buffer = new byte[atLeast - read.Count];
                var count = await Stream.ReadAsync(buffer);
                if (count == 0) break;
                read.AddRange(buffer[..count]);
            }

            return [.. read];
        }

        public async Task<byte[]> ReadToEndAsync() => await ReadAsync(int.MaxValue / 1024).WaitAsync(Patience, TimeProvider.System);

        public void ClientAnswers() => _ = Stream.WriteAsync(Conversation.Frame(opcode: 8, final: true, masked: true, 2)).AsTask();

        public void Dispose() => Stream.Dispose();
    }
}
