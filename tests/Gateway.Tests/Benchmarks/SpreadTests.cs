using Gateway.Benchmarks.Reports;
using Xunit;

namespace Gateway.Tests.Benchmarks;

public sealed class SpreadTests
{
    [Theory]
    [InlineData(new[] { 3.0 }, 3, 3, 3)]
    [InlineData(new[] { 9.0, 1, 2 }, 2, 1, 9)]
    [InlineData(new[] { 4.0, 1, 9, 2 }, 3, 1, 9)]
    public void The_median_is_the_middle_one_or_between_the_two_in_the_middle(double[] values, double median, double least, double most) =>
        Assert.Equal(new Spread(median, least, most), Spread.Of(values));
}
