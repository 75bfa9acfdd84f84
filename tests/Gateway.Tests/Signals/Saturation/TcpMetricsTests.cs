using Gateway.Signals;
using Gateway.Signals.Saturation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Signals.Saturation;

public sealed class TcpMetricsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TcpTraffic _traffic = new();

    [Fact]
    public void All_instruments_of_a_scrape_share_one_reading_and_a_later_scrape_reads_again()
    {
        var table = new CountedTable();
        var snapshots = Snapshots(table);
        Assert.Same(snapshots.Current, snapshots.Current);
        Assert.Equal(1, table.Readings);

        _time.Advance(TimeSpan.FromSeconds(1));
        _ = snapshots.Current;
        Assert.Equal(2, table.Readings);
    }

    [Fact]
    public void A_way_that_is_closed_is_left_for_the_next_and_not_tried_again()
    {
        var (closed, open) = (new CountedTable { IsClosed = true }, new CountedTable());
        var snapshots = Snapshots(closed, open);
        Assert.Equal(1, snapshots.Current.Sockets![TcpSide.Client, TcpState.TimeWait]);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, snapshots.Current.Sockets![TcpSide.Client, TcpState.TimeWait]);
        Assert.Equal((1, 2), (closed.Readings, open.Readings));
    }

    [Fact]
    public void A_way_that_fails_once_is_tried_again_at_the_next_scrape_and_takes_no_other_along()
    {
        var (failing, other) = (new CountedTable { Fails = true }, new CountedTable());
        var snapshots = Snapshots(failing, other);
        Assert.Null(snapshots.Current.Sockets);
        Assert.Equal(0, other.Readings);

        failing.Fails = false;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, snapshots.Current.Sockets![TcpSide.Client, TcpState.TimeWait]);
    }

    [Fact]
    public void With_every_way_closed_there_are_no_figures_and_no_failure()
    {
        using var measured = new Measurements();
        _ = new TcpMetrics(measured.Meters, _traffic, Snapshots(new CountedTable { IsClosed = true }, new ProcSocketTable("/nowhere")));
        Assert.DoesNotContain(measured.Observe(), series => series.Key.StartsWith(MetricNames.TcpConnections, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_side_and_state_is_reported_by_name_and_so_is_what_the_process_counts_itself()
    {
        using var measured = new Measurements();
        _ = new TcpMetrics(measured.Meters, _traffic, Snapshots(new CountedTable()));
        _traffic.ConnectionOpened(TcpSide.Upstream);
        _traffic.ConnectionOpened(TcpSide.Upstream);
        _traffic.ConnectionClosed(TcpSide.Upstream);

        var series = measured.Observe();
        Assert.Equal(TcpSides.All.Count * TcpStates.All.Count, series.Count(one => one.Key.StartsWith(MetricNames.TcpConnections, StringComparison.Ordinal)));
        Assert.Equal(1, series["gateway.tcp.connections{side=client,state=time_wait}"]);
        Assert.Equal(1, series["gateway.tcp.connections{side=upstream,state=established}"]);
        Assert.Equal(0, series["gateway.tcp.connections{side=store,state=close_wait}"]);
        Assert.Equal(2, series["gateway.tcp.opened{side=upstream}"]);
        Assert.Equal(0, series["gateway.tcp.opened{side=client}"]);
        Assert.True(series["gateway.tcp.listen.drops{cause=overflow}"] >= 0);
        Assert.True(series["gateway.tcp.listen.drops{cause=other}"] >= 0);
        Assert.Equal(0, series["gateway.tcp.listen.queue{}"]);
    }

    [Theory]
    [InlineData("TcpExt: A ListenOverflows ListenDrops B\nTcpExt: 1 20 25 2\nIpExt: X\nIpExt: 1", 20L, 5L)]
    [InlineData("TcpExt: A\nTcpExt: 1", null, null)]
    [InlineData("TcpExt: ListenOverflows ListenDrops\nTcpExt: 1", null, null)]
    [InlineData("", null, null)]
    public void Drops_are_found_by_their_names_or_not_at_all(string netstat, long? overflows, long? others)
    {
        var drops = ListenDrops.Parse(netstat.Split('\n'));
        Assert.Equal((overflows, others), (drops?.Overflows, drops?.Others));
    }

    private TcpSnapshots Snapshots(params ISocketTable[] tables) =>
        new(_traffic, () => new HashSet<int> { 8080 }, tables, _time, NullLogger<TcpSnapshots>.Instance);

    private sealed class CountedTable : ISocketTable
    {
        public string Name => "counted";

        public bool IsClosed { get; init; }

        public bool Fails { get; set; }

        public int Readings { get; private set; }

        public SocketReading Read(SocketCounts counts)
        {
            Readings++;
            counts.Add((int)TcpState.TimeWait, 8080, default, 0, isHeld: false);
            return IsClosed ? SocketReading.Closed : Fails ? SocketReading.Failed : SocketReading.Whole;
        }
    }
}
