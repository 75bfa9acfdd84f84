using Gateway.Benchmarks.Load;
using Xunit;

namespace Gateway.Tests.Benchmarks;

public sealed class PacedScheduleTests
{
    private const int Rate = 1000;
    private const int Connections = 16;

    private static readonly PacedSchedule Schedule = new(Start: 5000, Rate, Connections, TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(1.2));

    [Fact]
    public void Requests_are_evenly_spaced_over_all_connections()
    {
        var due = All().Select(one => Schedule.Due(one.Connection, one.Request)).Order().ToArray();
        var apart = TimeProvider.System.TimestampFrequency / Rate;
        Assert.Equal(Schedule.Start, due[0]);
        Assert.All(due.Zip(due.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, apart - 1, apart + 1));
    }

    [Fact]
    public void What_is_due_while_the_client_warms_up_does_not_count()
    {
        Assert.Equal(1.6 * Rate, All().Count());
        Assert.Equal(1.2 * Rate, All().Count(one => Schedule.Counts(one.Request)));
        Assert.False(Schedule.Counts(0));
    }

    private static IEnumerable<(int Connection, int Request)> All() =>
        from connection in Enumerable.Range(0, Connections)
        from request in Enumerable.Range(0, Schedule.PerConnection)
        select (connection, request);
}
