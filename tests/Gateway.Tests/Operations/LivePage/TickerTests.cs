using Gateway.Operations.LivePage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Operations.LivePage;

public sealed class TickerTests
{
    [Fact]
    public void Every_viewer_is_told_once_a_second_by_one_timer_and_nobody_left_stops_it()
    {
        var time = new CountedTimers();
        using var ticker = new Ticker(time);
        var (first, second) = (0, 0);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, time.Made);

        var one = ticker.Watch(() => first++);
        var other = ticker.Watch(() => second++);
        time.Advance(TimeSpan.FromSeconds(3));
        one.Dispose();
        time.Advance(TimeSpan.FromSeconds(2));
        other.Dispose();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((3, 5, 1), (first, second, time.Made));

        using var again = ticker.Watch(() => first++);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((4, 5, 2), (first, second, time.Made));
    }

    private sealed class CountedTimers : FakeTimeProvider
    {
        public int Made { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Made++;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
