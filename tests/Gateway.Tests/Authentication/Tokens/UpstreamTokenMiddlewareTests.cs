using System.Security.Claims;
using System.Text.Json;
using Gateway.Authentication.Bearer;
using Gateway.Authentication.Tokens;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Authentication.Tokens;

/// <summary>What a request goes upstream with, or is answered when it cannot.</summary>
public sealed class UpstreamTokenMiddlewareTests : IDisposable
{
    private readonly TokenWorld _world = new();
    private string? _forwarded;

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(UpstreamTokenSource.Client, null, "token-1")]
    [InlineData(UpstreamTokenSource.Exchange, "the callers", "token-1")]
    [InlineData(UpstreamTokenSource.Exchange, null, "none")]
    [InlineData(UpstreamTokenSource.Refresh, "refreshed for the target", "refreshed for the target")]
    [InlineData(null, "the callers", "the callers")]
    public async Task It_goes_with_the_token_the_route_wants(object? source, string? callers, string expected)
    {
        var context = await SendAsync((UpstreamTokenSource?)source, callers);
        Assert.Equal(200, context.Response.StatusCode);
        Assert.Equal(expected, _forwarded);
    }

    [Fact]
    public async Task A_refused_exchange_is_403_and_the_providers()
    {
        _world.Provider.Answer = _ => ScriptedProvider.Error("access_denied");
        var context = await SendAsync(UpstreamTokenSource.Exchange, "the callers");
        Assert.Equal((403, "identity-provider"), (context.Response.StatusCode, Owner(context)));
        Assert.Null(_forwarded);
    }

    [Theory]
    [InlineData(UpstreamTokenSource.Exchange, false)]
    [InlineData(UpstreamTokenSource.Client, false)]
    [InlineData(UpstreamTokenSource.Client, true)]
    public async Task Without_a_token_it_is_503_and_the_providers(object source, bool refused)
    {
        _world.Provider.Answer = _ => refused ? ScriptedProvider.Error("invalid_target") : ScriptedProvider.Unreachable();
        var context = await SendAsync((UpstreamTokenSource)source, "the callers");
        Assert.Equal((503, "identity-provider"), (context.Response.StatusCode, Owner(context)));
        Assert.NotEmpty(context.Response.Headers.RetryAfter.ToString());
        Assert.Null(_forwarded);
    }

    private async Task<HttpContext> SendAsync(UpstreamTokenSource? source, string? callers)
    {
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        context.Features.Set(_world.Shop);
        if (source is UpstreamTokenSource.Exchange && callers is not null)
        {
            context.Request.Headers.Authorization = $"Bearer {callers}";
            context.Features.Set<TokenOutcome>(new TokenOutcome.Valid(new ClaimsPrincipal()));
        }
        else if (callers is not null)
        {
            context.Features.Set(new UpstreamAuthorization(callers));
        }

        var metadata = source is { } wanted ? new EndpointMetadataCollection(new UpstreamTokenRequirement(wanted, _world.Orders)) : EndpointMetadataCollection.Empty;
        context.SetEndpoint(new Endpoint(null, metadata, null));
        var middleware = new UpstreamTokenMiddleware(
            forwarded =>
            {
                _forwarded = forwarded.Features.Get<UpstreamAuthorization>()?.Token ?? "none";
                return Task.CompletedTask;
            },
            _world.Own,
            _world.Exchanged);
        await middleware.InvokeAsync(context);
        return context;
    }

    private static string? Owner(HttpContext context)
    {
        context.Response.Body.Position = 0;
        using var problem = JsonDocument.Parse(context.Response.Body);
        return problem.RootElement.GetProperty("owner").GetString();
    }
}
