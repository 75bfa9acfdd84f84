using Gateway.Operations.LivePage;
using Xunit;

namespace Gateway.Tests.Operations.LivePage;

/// <summary>Names nobody should have given to anything, and some that are only foreign.</summary>
public sealed class ShownTests
{
    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("/api/{**rest}", "/api/{**rest}")]
    [InlineData("größe 東京 🚲", "größe 東京 🚲")]
    [InlineData("<script>", "<script>")]
    [InlineData("", "")]
    [InlineData("invoice\u202Efdp.exe", "invoice\\u202Efdp.exe")]
    [InlineData("a\u2066b\u2069", "a\\u2066b\\u2069")]
    [InlineData("a\0b\nc\u001b[31m", "a\\u0000b\\u000Ac\\u001B[31m")]
    [InlineData("or\u200Bders", "or\\u200Bders")]
    [InlineData("a\u2028b", "a\\u2028b")]
    [InlineData("\U000E0041", "\\uE0041")]
    public void What_cannot_be_seen_is_written_as_its_code(string name, string shown) => Assert.Equal(shown, Shown.Name(name));

    [Theory]
    [InlineData(Shown.Longest, Shown.Longest)]
    [InlineData(Shown.Longest + 1, Shown.Longest + 1)]
    [InlineData(10_000, Shown.Longest + 1)]
    public void What_is_too_long_is_cut_and_says_so(int length, int shown)
    {
        var name = Shown.Name(new string('x', length));
        Assert.Equal(shown, name.Length);
        Assert.Equal(length > Shown.Longest, name.EndsWith('…'));
    }
}
