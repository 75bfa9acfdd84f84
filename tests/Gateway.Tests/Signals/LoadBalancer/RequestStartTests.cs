using System.Globalization;
using CsCheck;
using Gateway.Signals.LoadBalancer;
using Xunit;

namespace Gateway.Tests.Signals.LoadBalancer;

/// <summary>Whatever a load balancer writes into X-Request-Start, it is a wait or refused with a reason.</summary>
public sealed class RequestStartTests
{
    private const string SomeTime = "2026-11-25T04:00:00.5Z";
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse(SomeTime, CultureInfo.InvariantCulture);

    [Theory]
    // 250 ms before, as each tool writes it: nginx, Heroku, HAProxy and Apache
    [InlineData("t=1795579200.250", "Given", 250)]
    [InlineData("1795579200.250", "Given", 250)]
    [InlineData("1795579200250", "Given", 250)]
    [InlineData("t=1795579200250", "Given", 250)]
    [InlineData("t=1795579200250000", "Given", 250)]
    [InlineData("  t=1795579200250000 ", "Given", 250)]
    [InlineData("1795579200250.5", "Given", 249.5)]
    [InlineData("1795579200", "Given", 500)]
    [InlineData("1795579200.5", "Given", 0)]
    [InlineData("1795575600.5", "Given", 3_600_000)]
    // Not said
    [InlineData("", "Absent", 0)]
    [InlineData("   ", "Absent", 0)]
    // The clocks disagree
    [InlineData("1795579200.501", "Skewed", 0)]
    [InlineData("t=1795579200500001", "Skewed", 0)]
    [InlineData("99999999999", "Skewed", 0)]
    [InlineData("999999999999999999", "Skewed", 0)]
    // A clock never set, or another meaning
    [InlineData("1795575600.4", "Absurd", 0)]
    [InlineData("1000000000", "Absurd", 0)]
    // No number of any unit
    [InlineData("t=", "Unreadable", 0)]
    [InlineData("t=now", "Unreadable", 0)]
    [InlineData("0", "Unreadable", 0)]
    [InlineData("12", "Unreadable", 0)]
    [InlineData("999999999", "Unreadable", 0)]
    [InlineData("-1795579200", "Unreadable", 0)]
    [InlineData("1,795,579,200", "Unreadable", 0)]
    [InlineData("1e18", "Unreadable", 0)]
    [InlineData("1.8e9", "Unreadable", 0)]
    [InlineData("NaN", "Unreadable", 0)]
    [InlineData("1795579200250000000", "Unreadable", 0)]
    [InlineData("99999999999999999999999999999999999999", "Unreadable", 0)]
    [InlineData("t=1795579200.250, t=1795579200.250", "Unreadable", 0)]
    public void What_is_written_is_a_wait_or_refused(string value, string kind, double milliseconds) =>
        Assert.Equal((Enum.Parse<RequestStartKind>(kind), TimeSpan.FromMilliseconds(milliseconds)), (RequestStart.Of(value, Now).Kind, RequestStart.Of(value, Now).Wait));

    [Theory]
    [InlineData(1, "0.000000")]
    [InlineData(1_000, "0.000")]
    [InlineData(1_000_000, "0")]
    public void Every_unit_means_the_same_moment(int perSecond, string format) => Gen.Long[0, 3_599_999_999].Sample(microseconds =>
    {
        var start = Now - TimeSpan.FromMicroseconds(microseconds);
        var number = (decimal)(start - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond * perSecond;
        var read = RequestStart.Of(number.ToString(format, CultureInfo.InvariantCulture), Now);
        Assert.Equal(RequestStartKind.Given, read.Kind);
        Assert.Equal(microseconds, read.Wait.TotalMicroseconds, 1.0);
    });

    [Fact]
    public void Nothing_a_client_could_write_throws_or_is_a_wait_outside_its_bounds() => Gen.String[0, 40].Sample(value =>
    {
        var read = RequestStart.Of(value, Now);
        Assert.InRange(read.Wait, TimeSpan.Zero, TimeSpan.FromHours(1));
        Assert.Equal(read.Kind is RequestStartKind.Absent or RequestStartKind.Given, read.Kind.ToTag() is null);
    });

    [Fact]
    public void Every_refusal_has_a_name_of_its_own() =>
        Assert.Equal(["absurd", "skewed", "unreadable"], Enum.GetValues<RequestStartKind>().Select(kind => kind.ToTag()).OfType<string>().Order(StringComparer.Ordinal));

    [Fact]
    public void Reading_allocates_nothing()
    {
        RequestStart.Of("t=1795579200250000", Now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < 1000; count++) RequestStart.Of("t=1795579200250000", Now);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
