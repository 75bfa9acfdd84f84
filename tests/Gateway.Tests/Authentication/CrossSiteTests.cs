using Gateway.Authentication;
using Gateway.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Authentication;

public sealed class CrossSiteTests
{
    private const string Own = "https://shop.example.com";

    // method, Sec-Fetch-Site, Sec-Fetch-Mode, Origin, X-CSRF, route wants X-CSRF, upgrade, passes
    [Theory]
    [InlineData("GET", "cross-site", null, null, null, true, false, true)]
    [InlineData("HEAD", "cross-site", null, null, null, true, false, true)]
    [InlineData("OPTIONS", "cross-site", null, null, null, true, false, true)]
    [InlineData("POST", "same-origin", "cors", null, "1", true, false, true)]
    [InlineData("POST", "same-origin", "cors", null, null, true, false, false)]
    [InlineData("POST", "same-origin", "cors", null, "0", true, false, false)]
    [InlineData("POST", "same-origin", "cors", null, null, false, false, true)]
    [InlineData("POST", "same-origin", "navigate", null, null, true, false, true)]
    [InlineData("POST", "none", "navigate", null, null, true, false, true)]
    [InlineData("POST", "same-site", "cors", Own, "1", true, false, false)]
    [InlineData("POST", "cross-site", "cors", Own, "1", true, false, false)]
    [InlineData("POST", "cross-site", "navigate", null, null, false, false, false)]
    [InlineData("POST", null, null, Own, "1", true, false, true)]
    [InlineData("POST", null, null, "https://SHOP.example.com", "1", true, false, true)]
    [InlineData("POST", null, null, "http://shop.example.com", "1", true, false, false)]
    [InlineData("POST", null, null, "https://shop.example.com:444", "1", true, false, false)]
    [InlineData("POST", null, null, "https://evil.example", "1", true, false, false)]
    [InlineData("POST", null, null, "null", "1", true, false, false)]
    [InlineData("POST", null, null, null, "1", true, false, false)]
    [InlineData("DELETE", null, null, null, "1", false, false, false)]
    [InlineData("PROPFIND", "cross-site", null, null, "1", false, false, false)]
    [InlineData("GET", null, null, Own, null, true, true, true)]
    [InlineData("GET", "same-origin", null, "https://evil.example", null, true, true, false)]
    [InlineData("GET", null, null, null, null, true, true, false)]
    public async Task Only_the_frontend_itself_changes_state(
        string method, string? site, string? mode, string? origin, string? csrf, bool wanted, bool upgrade, bool passes)
    {
        var context = Request(method, wanted, signedIn: true);
        Set(context, "Sec-Fetch-Site", site);
        Set(context, "Sec-Fetch-Mode", mode);
        Set(context, "Origin", origin);
        Set(context, "X-CSRF", csrf);
        Set(context, "Upgrade", upgrade ? "websocket" : null);

        Assert.Equal(passes, await PassesAsync(context));
        if (!passes) Assert.Equal(StatusCodes.Status403Forbidden, context.Response.StatusCode);
    }

    [Fact]
    public async Task Without_a_session_there_is_nothing_to_misuse() => Assert.True(await PassesAsync(Request("POST", wanted: true, signedIn: false)));

    private static async Task<bool> PassesAsync(HttpContext context)
    {
        var passed = false;
        var step = new CrossSiteMiddleware(
            _ =>
            {
                passed = true;
                return Task.CompletedTask;
            },
            NullLogger<CrossSiteMiddleware>.Instance);
        await step.InvokeAsync(context);
        return passed;
    }

    private static DefaultHttpContext Request(string method, bool wanted, bool signedIn)
    {
        var context = new DefaultHttpContext { Request = { Method = method, Scheme = "https", Host = new HostString("shop.example.com") } };
        context.Response.Body = new MemoryStream();
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new CrossSiteProtection(wanted)), "route"));
        if (signedIn) context.Features.Set<SessionLookup>(new SessionLookup.Found(SomeSession(), SessionSource.Memory));
        return context;
    }

    private static StoredSession SomeSession() => new(
        new UserSession
        {
            Id = new SessionId("id"),
            Frontend = "shop",
            Subject = "alice",
            Scope = "",
            Claims = [],
            Tokens = new SessionTokens { AccessToken = "token", AccessTokenExpiresAt = DateTimeOffset.MaxValue },
            SignedInAt = DateTimeOffset.MinValue,
            EndsAt = DateTimeOffset.MaxValue,
        },
        Revision: 1,
        TimeSpan.FromHours(1));

    private static void Set(DefaultHttpContext context, string header, string? value)
    {
        if (value is not null) context.Request.Headers[header] = value;
    }
}
