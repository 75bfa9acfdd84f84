using Gateway.Local.Control;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.JourneyTests.LocalStack;

public sealed class CrossSiteGuardTests
{
    [Theory]
    [InlineData("localhost:8079", null, null)]
    [InlineData("127.0.0.1:8079", null, null)]
    [InlineData("[::1]:8079", null, null)]
    [InlineData("localhost:8079", "same-origin", "http://localhost:8079")]
    [InlineData("localhost:8079", null, "http://localhost:8079")]
    public async Task Lets_curl_and_the_own_page_through(string host, string? site, string? origin) =>
        Assert.True(await IsLetThroughAsync(host, site, origin));

    [Theory]
    [InlineData("localhost:8079", "cross-site", "https://evil.example")]
    [InlineData("localhost:8079", "same-site", "http://localhost:8080")]
    [InlineData("localhost:8079", null, "http://localhost:8080")]
    [InlineData("localhost:8079", null, "null")]
    [InlineData("evil.example:8079", "same-origin", "http://evil.example:8079")]
    [InlineData("127.0.0.1.evil.example", null, null)]
    public async Task Refuses_every_other_page(string host, string? site, string? origin) =>
        Assert.False(await IsLetThroughAsync(host, site, origin));

    private static async Task<bool> IsLetThroughAsync(string host, string? site, string? origin)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Post;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString(host);
        if (site is not null) context.Request.Headers["Sec-Fetch-Site"] = site;
        if (origin is not null) context.Request.Headers.Origin = origin;

        var reached = false;
        await CrossSiteGuard.InvokeAsync(context, _ =>
        {
            reached = true;
            return Task.CompletedTask;
        });
        Assert.Equal(reached ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden, context.Response.StatusCode);
        return reached;
    }
}
