using Gateway.Signals;
using Xunit;

namespace Gateway.Tests.Signals;

/// <summary>A scanner that makes up methods, and an upstream that makes up codes, must not make up time series.</summary>
public sealed class BoundedNamesTests
{
    [Theory]
    [InlineData("GET", "GET")]
    [InlineData("get", "GET")]
    [InlineData("PATCH", "PATCH")]
    [InlineData("PROPFIND", "_OTHER")]
    [InlineData("GETX", "_OTHER")]
    [InlineData("", "_OTHER")]
    public void Methods(string sent, string named) => Assert.Equal(named, BoundedNames.Method(sent));

    [Theory]
    [InlineData(200, "200")]
    [InlineData(421, "421")]
    [InlineData(499, "499")]
    [InlineData(299, "_OTHER")]
    [InlineData(599, "_OTHER")]
    [InlineData(799, "_OTHER")]
    [InlineData(0, "_OTHER")]
    public void Codes(int sent, string named) => Assert.Equal(named, BoundedNames.Code(sent));

    [Fact]
    public void All_values_together_are_few()
    {
        Assert.True(Enumerable.Range(-10, 1100).Select(BoundedNames.Code).Distinct().Count() < 80);
        Assert.Equal(10, Enumerable.Range(0, 10).Select(BoundedNames.MethodAt).Distinct().Count());
    }
}
