using CsCheck;
using Gateway.Sessions;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class LocalPathTests
{
    private static readonly Uri Shop = new("https://shop.example.com");

    [Theory]
    [InlineData("/")]
    [InlineData("/orders")]
    [InlineData("/orders/?page=2&sort=-date")]
    [InlineData("/orders?next=https://shop.example.com//x")]
    [InlineData("/caf%C3%A9/a%20b")]
    [InlineData("/a.b/~c/(d)!$'*+,;=:@")]
    [InlineData("/.well-known/x")]
    public void A_local_path_is_kept_as_it_is(string text)
    {
        Assert.True(LocalPath.TryParse(text, out var path));
        Assert.Equal(text, path);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("orders")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("////evil.example/%2f..")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/%5cevil.example")]
    [InlineData("/%5Cevil.example")]
    [InlineData("/%255cevil.example")]
    [InlineData("/%2f%2fevil.example")]
    [InlineData("/%2fevil.example")]
    [InlineData("/%252fevil.example")]
    [InlineData("/%25252fevil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("/%0a/evil.example")]
    [InlineData("/%0d%0aLocation:%20//evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("/ /evil.example")]
    [InlineData("/a/../../evil")]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/#//evil.example")]
    [InlineData("/\u2044evil.example")]
    [InlineData("/\uFF0Fevil.example")]
    [InlineData("/a\0b")]
    [InlineData("/%00")]
    public void What_could_be_read_as_another_host_is_refused(string? text) => Assert.False(LocalPath.TryParse(text, out _));

    [Fact]
    public void A_path_without_end_is_refused() => Assert.False(LocalPath.TryParse("/" + new string('a', 5000), out _));

    [Fact]
    public void Whatever_is_accepted_stays_on_the_origin_however_often_it_is_decoded() =>
        Gen.Char["/\\%25fFcC09aA.:@?#eE \t\n"].Array[0, 24].Select(letters => "/" + new string(letters)).Sample(
            text =>
            {
                if (!LocalPath.TryParse(text, out var path)) return;
                for (var decodings = 0; decodings < 4; decodings++)
                {
                    // Browsers take "\" for "/" and drop control characters.
                    var seen = new string([.. path.Replace('\\', '/').Where(letter => !char.IsControl(letter))]);
                    Assert.Equal(Shop.Authority, new Uri(Shop, seen).Authority);
                    var query = path.IndexOf('?', StringComparison.Ordinal);
                    path = Uri.UnescapeDataString(query < 0 ? path : path[..query]);
                }
            },
            iter: 200_000);
}
