using System.Text;
using Gateway.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class SessionCookieTests
{
    private const string Name = "__Host-shop";
    private const string A = "v1.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private const string B = "v1.HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHgA";

    [Theory]
    [InlineData($"{Name}={A}")]
    [InlineData($" {Name}={A} ")]
    [InlineData($"other=1; {Name}={A}")]
    [InlineData($"{Name}={A};other=1")]
    [InlineData($"{Name}={A};;; ;=; other")]
    [InlineData($"a=\"x; {Name}={A}")] // quotes do not hide a separator (RFC 6265, 4.1.1)
    [InlineData($"{Name}x={B}; {Name}={A}")]
    [InlineData($"__host-shop={B}; {Name}={A}")] // another cookie: names are case-sensitive
    [InlineData($"__%48ost-shop={B}; {Name}={A}")] // CVE-2020-1045: names are never decoded
    [InlineData($"{Name}.login.abc={B}; {Name}={A}")]
    public void The_sessions_cookie_is_found_among_others(string header) => Assert.Equal(A, Read(header));

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("=")]
    [InlineData(Name)]
    [InlineData($"{Name}=")]
    [InlineData($"{Name}=junk")]
    [InlineData($"{Name}=\"{A}\"")]
    [InlineData($"{Name}={A}=")]
    [InlineData($"{Name}= {A}")]
    [InlineData($"{Name} ={A}")]
    [InlineData($"\t{Name}={A}")]
    [InlineData($"{Name}=\r\n {A}")]
    [InlineData($"__%48ost-shop={A}")]
    [InlineData($"__Host%2Dshop={A}")]
    [InlineData($"__HOST-SHOP={A}")]
    [InlineData($"__Host-shop\0={A}")]
    [InlineData($"$Version=1; $Path=/; __Host-shopping={A}")]
    [InlineData($"{Name}=chunks=99999999")] // CVE-2024-24814
    public void What_is_not_exactly_a_session_cookie_is_none(string header) => Assert.Null(Read(header));

    [Theory]
    [InlineData($"{Name}={A}; {Name}={B}")]
    [InlineData($"{Name}={A}; {Name}={A}")]
    [InlineData($"{Name}={A}; {Name}=junk")]
    [InlineData($"{Name}=; {Name}={A}")]
    [InlineData($"{Name}=a; {Name}=b; {Name}={A}")]
    [InlineData($"__%48ost-shop=a; {Name}={B}; {Name}={A}")]
    public void Two_session_cookies_are_none_because_one_of_them_was_tossed_in(string header) => Assert.Null(Read(header));

    [Fact]
    public void Two_session_cookies_are_none_also_in_two_header_lines() => Assert.Null(Read($"{Name}={A}", $"x=1; {Name}={B}"));

    [Fact]
    public void Http2_sends_each_cookie_as_a_line_of_its_own() => Assert.Equal(A, Read("a=1", $"{Name}={A}", "b=2"));

    [Fact]
    public void No_header_is_no_session() => Assert.Null(SessionCookie.Read(StringValues.Empty, Name));

    [Fact]
    public void A_thousand_crumbs_cost_next_to_nothing()
    {
        var crumbs = Enumerable.Range(0, 1000).Select(number => $"crumb{number}={number}").Append($"{Name}={A}").ToArray();
        Assert.Equal(A, Read(crumbs));
    }

    [Fact]
    public void A_huge_header_is_read_in_linear_time()
    {
        // 8 MB; a quadratic reader would need hours, a linear one some milliseconds.
        var header = new StringBuilder();
        for (var i = 0; i < 1_000_000; i++) header.Append("=;a ; ; ");
        header.Append(Name).Append('=').Append(A);

        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(A, Read(header.ToString()));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData(SameSiteMode.Strict, "strict")]
    [InlineData(SameSiteMode.Lax, "lax")]
    public void It_is_written_so_that_no_script_and_no_sibling_host_reaches_it(SameSiteMode sameSite, string written)
    {
        var context = new DefaultHttpContext();
        SessionCookie.Write(context, Name, sameSite, Secret(A));
        Assert.Equal($"{Name}={A}; path=/; secure; samesite={written}; httponly", context.Response.Headers.SetCookie);
    }

    [Fact]
    public void It_is_deleted_with_the_attributes_it_was_written_with()
    {
        var context = new DefaultHttpContext();
        SessionCookie.Delete(context, Name, SameSiteMode.Strict);
        Assert.Equal($"{Name}=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/; secure; samesite=strict; httponly", context.Response.Headers.SetCookie);
    }

    private static string? Read(params string[] lines) => SessionCookie.Read(new StringValues(lines), Name)?.ToCookieValue();

    private static SessionSecret Secret(string value) => SessionSecret.TryParse(value, out var secret) ? secret : throw new ArgumentException(value);
}
