using System.Text;
using Gateway.Forwarding.Streams;
using Gateway.Sessions.Streams;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Forwarding.Streams;

public sealed class BoundEventStreamTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly SpokenStream _upstream = new();
    private readonly BoundEventStream _stream;
    private int _aborts;

    public BoundEventStreamTests() => _stream = new BoundEventStream(_upstream, () => _aborts++, _time);

    public void Dispose()
    {
        _stream.Dispose();
        _upstream.Dispose();
    }

    [Fact]
    public async Task Events_pass_as_they_come()
    {
        await _upstream.SayAsync(Encoding.UTF8.GetBytes("data: 1\n\n"));
        Assert.Equal("data: 1\n\n", await ReadAsync());
        await _upstream.HangUpAsync();
        Assert.Equal("", await ReadAsync());
    }

    [Fact]
    public async Task An_answer_that_waits_for_its_next_event_is_complete_when_the_session_ends()
    {
        var reading = ReadAsync();
        Assert.False(reading.IsCompleted);
        _stream.End(StreamEnd.SessionEnded);
        Assert.Equal("", await reading.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System));
    }

    [Fact]
    public async Task What_comes_after_the_end_is_not_passed_on()
    {
        _stream.End(StreamEnd.GoingAway);
        await _upstream.SayAsync(Encoding.UTF8.GetBytes("data: 1\n\n"));
        Assert.Equal("", await ReadAsync());
    }

    [Fact]
    public async Task An_answer_nobody_would_ask_for_again_is_let_come_to_its_end_by_a_replica_that_leaves_but_not_by_its_session()
    {
        using var answer = new BoundEventStream(_upstream, () => _aborts++, _time) { ComesBack = false };
        answer.End(StreamEnd.GoingAway);
        await _upstream.SayAsync(Encoding.UTF8.GetBytes("data: 1\n\n"));
        Assert.Equal("data: 1\n\n", await ReadAsync(answer));
        answer.End(StreamEnd.SessionEnded);
        Assert.Equal("", await ReadAsync(answer));
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_after_two_seconds()
    {
        _stream.End(StreamEnd.SessionEnded);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync(() => _aborts == 1, "it is cut");
    }

    private Task<string> ReadAsync() => ReadAsync(_stream);

    private static async Task<string> ReadAsync(BoundEventStream stream)
    {
        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty));
        var buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
    }
}
