using Gateway.Local.Commands;
using Xunit;

namespace Gateway.JourneyTests.LocalStack;

public sealed class DurationTests
{
    [Theory]
    [InlineData("10s", 10)]
    [InlineData("250ms", 0.25)]
    [InlineData("1.5s", 1.5)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    [InlineData("14d", 1209600)]
    [InlineData("00:00:10", 10)]
    public void Is_read_as_people_write_it(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("10x")]
    [InlineData("1:2:3:4:5")]
    [InlineData("-00:00:10")]
    public void Is_never_guessed(string text) => Assert.Null(Duration.Parse(text));
}
