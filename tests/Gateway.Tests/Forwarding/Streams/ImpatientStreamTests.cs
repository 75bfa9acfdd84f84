using System.IO.Pipelines;
using Gateway.Forwarding.Streams;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Forwarding.Streams;

public sealed class ImpatientStreamTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _upstream = new();
    private readonly byte[] _buffer = new byte[16];
    private int _gaveUp;

    [Fact]
    public async Task What_comes_in_time_is_passed_on_however_long_it_takes_in_all()
    {
        await using var stream = Stream();
        for (var part = 0; part < 5; part++)
        {
            var reading = stream.ReadAsync(_buffer);
            _time.Advance(Limit - TimeSpan.FromSeconds(1));
            Assert.False(reading.IsCompleted);
            await _upstream.Writer.WriteAsync("data"u8.ToArray());
            Assert.Equal(4, await reading);
        }
    }

    [Fact]
    public async Task Silence_is_cut_at_the_limit()
    {
        await using var stream = Stream();
        var reading = stream.ReadAsync(_buffer).AsTask();
        _time.Advance(Limit);
        await Assert.ThrowsAsync<TimeoutException>(() => reading);
        Assert.Equal(1, _gaveUp);
    }

    [Fact]
    public async Task A_client_that_goes_is_no_silent_upstream()
    {
        await using var stream = Stream();
        using var gone = new CancellationTokenSource();
        var reading = stream.ReadAsync(_buffer, gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal(0, _gaveUp);
    }

    private ImpatientStream Stream() => new(_upstream.Reader.AsStream(), Limit, () => _gaveUp++, _time);
}
