using Gateway.Operations.LivePage;
using Xunit;

namespace Gateway.Tests.Operations.LivePage;

/// <summary>Figures as people read them.</summary>
public sealed class UnitsTests
{
    [Theory]
    [InlineData(0, "–")]
    [InlineData(0.234, "0.23 ms")]
    [InlineData(1.26, "1.3 ms")]
    [InlineData(47.6, "48 ms")]
    [InlineData(1234, "1.23 s")]
    [InlineData(12345, "12.3 s")]
    [InlineData(-3.4, "−3.4 ms")]
    public void A_duration(double milliseconds, string text) => Assert.Equal(text, Units.Duration(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.0004, "< 0.1 %")]
    [InlineData(0.0123, "1.2 %")]
    [InlineData(0.5, "50 %")]
    public void A_share(double share, string text) => Assert.Equal(text, Units.Share(share));

    [Theory]
    [InlineData(0, "0 /s")]
    [InlineData(0.4, "0.4 /s")]
    [InlineData(1234.4, "1,234 /s")]
    public void A_rate(double rate, string text) => Assert.Equal(text, Units.Rate(rate));

    [Theory]
    [InlineData(5, "5 s")]
    [InlineData(65, "1 min 5 s")]
    [InlineData(7_260, "2 h 1 min")]
    [InlineData(270_000, "3 d 3 h")]
    public void An_age(double seconds, string text) => Assert.Equal(text, Units.Age(TimeSpan.FromSeconds(seconds)));
}
