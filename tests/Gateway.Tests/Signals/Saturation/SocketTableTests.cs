using System.Net;
using System.Net.Sockets;
using Gateway.Signals.Saturation;
using Xunit;

namespace Gateway.Tests.Signals.Saturation;

/// <summary>The kernel's own tables against connections of which the test knows every state.</summary>
public sealed class SocketTableTests
{
    public static TheoryData<string> Ways => ["netlink", "proc"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_connection_is_counted_once_on_its_side_and_in_its_state(string way)
    {
        using var world = new LoopbackTraffic();
        world.Accept(150);
        world.OpenToUpstream(77);
        var toStore = world.OpenOneToStore();
        world.OpenOneToStore();
        // The other side has said goodbye and the gateway has not; the gateway has, and the other side has not.
        for (var count = 0; count < 20; count++) world.AcceptOne().Far.Shutdown(SocketShutdown.Send);
        for (var count = 0; count < 7; count++) world.OpenOneToUpstream().Far.Shutdown(SocketShutdown.Send);
        for (var count = 0; count < 5; count++) world.OpenOneToUpstream().Near.Shutdown(SocketShutdown.Send);
        // Who closes first waits afterwards: the gateway. All are open before one is closed: a port that is free again may be taken, which ends the wait.
        var (fromClients, toUpstreams) = (Many(30, world.AcceptOne), Many(11, world.OpenOneToUpstream));
        foreach (var (near, far) in fromClients) world.Close(near, far, TcpSide.Client);
        foreach (var (near, far) in toUpstreams) world.Close(near, far, TcpSide.Upstream);
        world.Close(toStore.Near, toStore.Far, TcpSide.Store);

        const string Expected = "client: established 150, time_wait 30, close_wait 20, listen 1; "
            + "upstream: established 77, fin_wait2 5, time_wait 11, close_wait 7; store: established 1, time_wait 1";
        await ShowsAsync(way, world, Expected);
        Assert.Equal((200, 100, 2), (world.Traffic.Opened(TcpSide.Client), world.Traffic.Opened(TcpSide.Upstream), world.Traffic.Opened(TcpSide.Store)));

        static List<(Socket Near, Socket Far)> Many(int count, Func<(Socket Near, Socket Far)> open) => [.. Enumerable.Range(0, count).Select(_ => open())];
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_connection_that_nobody_accepts_is_established_and_seen_waiting(string way)
    {
        using var world = new LoopbackTraffic();
        world.Accept(3);
        var knocking = world.Knock(9);
        foreach (var gaveUp in knocking.Take(2)) gaveUp.Shutdown(SocketShutdown.Send);

        await ShowsAsync(way, world, "client: established 10, close_wait 2, listen 1");
        var counts = world.EmptyCounts;
        Assert.Equal(SocketReading.Whole, Table(way).Read(counts));
        Assert.Equal(9, counts.Waiting);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Addresses_are_known_over_IPv6_and_in_its_form_of_IPv4(string way)
    {
        using var world = new LoopbackTraffic();
        using var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        listener.Listen(8);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using var mapped = Leave(IPAddress.Loopback);
        using var six = Leave(IPAddress.IPv6Loopback);

        await ShowsAsync(way, world, "client: listen 1; upstream: fin_wait2 2");

        Socket Leave(IPAddress address)
        {
            world.Traffic.Connecting(TcpSide.Upstream, new IPEndPoint(address, port));
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(address, port);
            world.Traffic.ConnectionOpened(TcpSide.Upstream);
            socket.Shutdown(SocketShutdown.Send);
            return socket;
        }
    }

    internal static ISocketTable Table(string way) => way == "netlink" ? new NetlinkSocketTable() : new ProcSocketTable();

    private static async Task ShowsAsync(string way, LoopbackTraffic world, string expected)
    {
        // The last packet of a goodbye takes its time.
        var shown = "";
        try
        {
            await Eventually.HoldsAsync(() => (shown = Read(way, world.EmptyCounts)) == expected, expected, TimeSpan.FromSeconds(5));
        }
        catch (System.Diagnostics.UnreachableException)
        {
            Assert.Equal(expected, shown);
        }
    }

    private static string Read(string way, SocketCounts counts)
    {
        Assert.Equal(SocketReading.Whole, Table(way).Read(counts));
        var sides = TcpSides.All.Select(side => (Name: side.ToTag(), States: TcpStates.All
            .Where(state => counts[side, state] > 0)
            .Select(state => $"{state.ToTag()} {counts[side, state]}").ToList()));
        return string.Join("; ", sides.Where(side => side.States.Count > 0).Select(side => $"{side.Name}: {string.Join(", ", side.States)}"));
    }
}
