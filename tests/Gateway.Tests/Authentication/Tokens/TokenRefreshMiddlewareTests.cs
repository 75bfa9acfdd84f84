using Gateway.Authentication.Tokens;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Tests.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Authentication.Tokens;

/// <summary>A session that the provider gave no refresh token: nothing can be renewed, and nobody is asked to find that out.</summary>
public sealed class TokenRefreshMiddlewareTests : IDisposable
{
    private static readonly TokenTarget Orders = new("https://orders.example.com", null, null);

    private readonly RememberedWorld _world = new();
    private bool _isForwarded;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Near_its_end_the_token_goes_upstream_and_the_store_is_not_asked()
    {
        var context = await SendAsync(target: null, tokenLife: TimeSpan.FromSeconds(30), navigation: false);
        Assert.True(_isForwarded);
        Assert.Equal(200, context.Response.StatusCode);
        Assert.Equal(0, _world.Store.Finds);
    }

    [Fact]
    public async Task A_navigation_with_a_dead_token_signs_in_silently_and_a_call_is_told()
    {
        var page = await SendAsync(target: null, tokenLife: TimeSpan.Zero, navigation: true);
        Assert.Equal(302, page.Response.StatusCode);
        Assert.Contains("prompt=none&otherwise=login", page.Response.Headers.Location.ToString(), StringComparison.Ordinal);

        var call = await SendAsync(target: null, tokenLife: TimeSpan.Zero, navigation: false);
        Assert.Equal(401, call.Response.StatusCode);
        Assert.False(_isForwarded);
        Assert.Equal(0, _world.Store.Finds);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_for_a_target_that_cannot_be_had_is_no_reason_to_sign_in_again_and_again(bool navigation)
    {
        var context = await SendAsync(Orders, tokenLife: TimeSpan.FromMinutes(10), navigation);
        Assert.Equal(403, context.Response.StatusCode);
        Assert.False(_isForwarded);
    }

    [Fact]
    public async Task A_sign_in_that_brings_dead_tokens_is_not_repeated_without_end()
    {
        var context = await SendAsync(target: null, tokenLife: TimeSpan.Zero, navigation: true, signedInFor: TimeSpan.Zero);
        Assert.Equal(502, context.Response.StatusCode);
    }

    private async Task<HttpContext> SendAsync(TokenTarget? target, TimeSpan tokenLife, bool navigation, TimeSpan? signedInFor = null)
    {
        _isForwarded = false;
        var secret = SessionSecret.Create();
        var now = _world.Time.GetUtcNow();
        var session = Sample.Session(secret, now - (signedInFor ?? TimeSpan.FromMinutes(20)));
        session = session with { Tokens = session.Tokens with { RefreshToken = null, AccessTokenExpiresAt = now + tokenLife } };

        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        context.Request.Method = "GET";
        context.Request.Path = "/api/orders";
        context.Request.Headers["Sec-Fetch-Mode"] = navigation ? "navigate" : "cors";
        context.Request.Headers.Cookie = $"{RefreshModel.Shop.CookieName}={secret.ToCookieValue()}";
        context.Features.Set(RefreshModel.Shop);
        context.Features.Set<SessionLookup>(new SessionLookup.Found(new StoredSession(session, 1, TimeSpan.FromHours(1)), SessionSource.Memory));
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new UserAccessTokenRequirement(target)), null));

        var protocol = new RefreshProtocol(_world.Sessions, null!, null!, new TokenMetrics(_world.Measured.Meters), _world.Time, NullLogger<RefreshProtocol>.Instance);
        var refresh = new TokenRefresh(protocol, new SettableOptions<TokenOptions>(new TokenOptions()), _world.Time, NullLogger<TokenRefresh>.Instance);
        await new TokenRefreshMiddleware(
            _ =>
            {
                _isForwarded = true;
                return Task.CompletedTask;
            },
            refresh).InvokeAsync(context);
        return context;
    }
}
