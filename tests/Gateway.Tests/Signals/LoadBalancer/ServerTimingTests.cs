using System.Text.RegularExpressions;
using CsCheck;
using Gateway.Signals;
using Gateway.Signals.LoadBalancer;
using Gateway.Signals.LoadBalancer.Observer;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Signals.LoadBalancer;

/// <summary>What the gateway writes for the load balancer is what the observer reads in its log.</summary>
public sealed partial class ServerTimingTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_line_has_the_route_the_stages_gone_through_all_of_the_time_and_the_code()
    {
        var request = new RequestSignals(_time) { IngressWait = TimeSpan.FromMilliseconds(7.25) };
        Pass(1);
        using (request.During(Stage.Session)) Pass(0.5);
        request.Enter(Stage.UpstreamWait);
        Pass(1234.5);

        Assert.Equal(
            "route;desc=\"orders\", ingress_wait;dur=7.250, session;dur=0.500, upstream_wait;dur=1234.500, gateway;dur=1.000, app;dur=1236.000, code;desc=\"200\"",
            ServerTiming.Write(ServerTiming.Named("orders"), request, 200));
    }

    [Fact]
    public void Telling_does_not_disturb_the_account()
    {
        var request = new RequestSignals(_time);
        request.Enter(Stage.UpstreamBody);
        Pass(10);
        ServerTiming.Write(ServerTiming.Named("orders"), request, 200);
        Pass(5);
        request.Close();
        Assert.Equal((15, 15), (request.Duration.TotalMilliseconds, request.In(Stage.UpstreamBody).TotalMilliseconds));
    }

    [Fact]
    public void An_answer_that_stays_open_says_so()
    {
        var request = new RequestSignals(_time);
        Pass(3);
        request.BecomesStream();
        Pass(1000);
        Assert.Equal(new GatewaysWord("events", 200, TimeSpan.FromMilliseconds(3), IsStream: true), GatewaysWord.Of(ServerTiming.Write(ServerTiming.Named("events"), request, 200)));
    }

    [Fact]
    public void What_is_written_is_read_again_and_is_a_header() => Gen.Select(Gen.String[1, 60], Gen.Int[100, 599], Gen.Long[0, 100_000_000], Gen.Long[0, 100_000_000]).Sample((route, code, ingress, own) =>
    {
        // No lone half of a character: settings files have none either.
        route = string.Concat(route.EnumerateRunes());
        var time = new FakeTimeProvider();
        var request = new RequestSignals(time) { IngressWait = TimeSpan.FromMicroseconds(ingress) };
        time.Advance(TimeSpan.FromMicroseconds(own));
        var line = ServerTiming.Write(ServerTiming.Named(route), request, code);
        Assert.Matches(Header(), line);

        var word = GatewaysWord.Of(line);
        Assert.NotNull(word);
        Assert.Equal((code, TimeSpan.FromMicroseconds(own), false), (word.Code, word.ToHeaders, word.IsStream));
        if (ServerTiming.Named(route).Length < 200) Assert.Equal(route, word.Route);
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("db;dur=3, app;dur=4, code;desc=\"200\"")]
    [InlineData("route;desc=\"a\"")]
    [InlineData("route;desc=\"a\", code;desc=\"two hundred\"")]
    [InlineData("route;desc=\"a, app;dur=3")]
    [InlineData("route;desc=")]
    public void What_the_gateway_did_not_write_is_not_its_word(string? line) => Assert.Null(GatewaysWord.Of(line));

    [Fact]
    public void No_text_makes_the_reader_throw() => Gen.Char["route;desc=\"a\", app;dur=.1 code"].Array[0, 80].Sample(text => GatewaysWord.Of("route;desc=" + new string(text)));

    [Fact]
    public void One_string_is_all_it_allocates()
    {
        var (request, named) = (new RequestSignals(TimeProvider.System) { IngressWait = TimeSpan.FromMilliseconds(1) }, ServerTiming.Named("orders"));
        var length = ServerTiming.Write(named, request, 200).Length;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < 100; count++) ServerTiming.Write(named, request, 200);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, (2 * length) + 64);
    }

    private void Pass(double milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    // W3C Server Timing, 3: metrics of tokens and quoted strings, and nothing a header cannot carry.
    [GeneratedRegex("^[a-z_]+(;(dur=[0-9.]+|desc=\"[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]*\"))?(, [a-z_]+(;(dur=[0-9.]+|desc=\"[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]*\"))?)*$")]
    private static partial Regex Header();
}
