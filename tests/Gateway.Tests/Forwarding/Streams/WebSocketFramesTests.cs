using CsCheck;
using Gateway.Forwarding.Streams;
using Xunit;

namespace Gateway.Tests.Forwarding.Streams;

public sealed class WebSocketFramesTests
{
    [Fact]
    public void Ends_of_frames_and_messages_are_found_however_the_bytes_are_split() =>
        Gen.Select(Conversation.Any, Gen.Int[1, 70_000].Array[1, 40]).Sample((conversation, sizes) =>
        {
            var frames = new WebSocketFrames();
            var (at, turn) = (0, 0);
            while (at < conversation.Bytes.Length)
            {
                // Small pieces mostly: a header in four of them.
                var size = turn % 3 == 0 ? sizes[turn % sizes.Length] : (sizes[turn % sizes.Length] % 5) + 1;
                turn++;
                var piece = conversation.Bytes.AsSpan(at, Math.Min(size, conversation.Bytes.Length - at));
                frames.Pass(piece);
                at += piece.Length;
                Assert.Equal(conversation.FrameEnds.Contains(at), frames.BetweenFrames);
                Assert.Equal(conversation.MessageEnds.Contains(at), frames.BetweenMessages);
            }

            Assert.False(frames.CloseSeen);
        }, iter: 1000);

    [Fact]
    public void The_next_end_is_found_from_anywhere() =>
        Gen.Select(Conversation.Any, Gen.Int[0, int.MaxValue], Gen.Bool).Sample((conversation, start, ofMessage) =>
        {
            var from = start % conversation.Bytes.Length;
            var frames = new WebSocketFrames();
            frames.Pass(conversation.Bytes.AsSpan(0, from));

            var passed = frames.PassToEnd(conversation.Bytes.AsSpan(from), ofMessage);

            var ends = ofMessage ? conversation.MessageEnds : conversation.FrameEnds;
            Assert.Equal(ends.Where(end => end > from).Min(), from + passed);
        }, iter: 1000);

    [Fact]
    public void A_length_of_64_bits_is_skipped_whole()
    {
        var frames = new WebSocketFrames();
        frames.Pass([0x82, 0x7f, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00]);
        var piece = new byte[1 << 20];
        for (var sent = 0L; sent < (1L << 32) - piece.Length; sent += piece.Length) frames.Pass(piece);
        Assert.False(frames.BetweenFrames);
        frames.Pass(piece);
        Assert.True(frames.BetweenMessages);
    }

    [Fact]
    public void A_close_is_seen_when_it_is_whole_and_is_no_message()
    {
        var frames = new WebSocketFrames();
        frames.Pass([0x88, 0x02, 0x03]);
        Assert.False(frames.CloseSeen);
        frames.Pass([0xe8]);
        Assert.True(frames.CloseSeen);
        Assert.False(frames.MessageSeen);
    }
}
