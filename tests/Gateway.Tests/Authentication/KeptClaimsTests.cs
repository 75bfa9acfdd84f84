using System.Security.Claims;
using Gateway.Authentication;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Tests.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Authentication;

/// <summary>Which of the provider's claims a new session keeps.</summary>
public sealed class KeptClaimsTests
{
    private const string CookieName = "__Host-shop";

    [Theory]
    [InlineData("", "sub name email role role sid")]
    [InlineData("role", "sub role role")]
    [InlineData("name email", "sub name email")]
    [InlineData("nothing", "sub")]
    public async Task A_session_keeps_the_subject_and_what_the_frontend_names(string named, string kept)
    {
        var session = await SignInAsync(named.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(kept.Split(' '), session.Claims.Select(claim => claim.Type));
        Assert.Equal("alice", session.Subject);
        Assert.Equal("login-1", session.ProviderSession);
    }

    private static async Task<UserSession> SignInAsync(string[] claims)
    {
        using var world = new RememberedWorld();
        var options = new FrontendOptions
        {
            Hosts = ["shop.example.com"],
            Identity = new IdentityOptions { Authority = "https://id.example.com", ClientId = "shop", ClientSecret = "secret", Claims = claims },
        };
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        context.Features.Set(new Frontend("shop", options));
        var principal = new ClaimsPrincipal(new ClaimsIdentity(
        [
            new("sub", "alice"), new("name", "Alice"), new("email", "alice@example.com"), new("role", "buyer"), new("role", "admin"), new("sid", "login-1"),
        ]));
        var properties = new AuthenticationProperties();
        properties.StoreTokens([new AuthenticationToken { Name = "access_token", Value = "token" }]);
        var signIn = new SignIn(
            world.Sessions, new SessionMetrics(world.Measured.Meters), new SettableOptions<UserSessionOptions>(world.Options), world.Time, NullLogger<SignIn>.Instance);

        await signIn.CompleteAsync(context, principal, properties);

        var cookie = context.Response.Headers.SetCookie.ToString().Split(';')[0][(CookieName.Length + 1)..];
        Assert.True(SessionSecret.TryParse(cookie, out var secret));
        return await world.SessionOfAsync(secret);
    }
}
