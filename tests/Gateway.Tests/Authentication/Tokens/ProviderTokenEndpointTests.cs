using Gateway.Authentication;
using Gateway.Authentication.Tokens;
using Gateway.Frontends;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Xunit;

namespace Gateway.Tests.Authentication.Tokens;

/// <summary>What a provider may answer to a refresh, over a real socket. Only a definite no may end a session.</summary>
public sealed class ProviderTokenEndpointTests : IAsyncLifetime
{
    private readonly WebApplication _provider = QuietServer();
    private readonly IdentityProviderHttp _http = new();
    private (int Status, string Body, string? Location) _answer;
    private IFormCollection? _sent;
    private int _elsewhere;

    public async ValueTask InitializeAsync()
    {
        _provider.Urls.Add("http://127.0.0.1:0");
        _provider.MapPost("/token", async context =>
        {
            _sent = await context.Request.ReadFormAsync();
            context.Response.StatusCode = _answer.Status;
            context.Response.ContentType = "application/json";
            if (_answer.Location is { } location) context.Response.Headers.Location = location;
            await context.Response.WriteAsync(_answer.Body);
        });
        _provider.Map("/elsewhere", () => Interlocked.Increment(ref _elsewhere));
        await _provider.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Tokens_are_taken_as_given_and_what_is_left_out_stays_as_it_was()
    {
        var all = Assert.IsType<RedemptionAnswer.Granted>(await RedeemAsync(200, $$"""{"access_token":"a2","expires_in":300,"refresh_token":"r2","id_token":"{{IdToken("alice")}}","scope":"openid orders","token_type":"Bearer"}"""));
        Assert.Equal(("a2", TimeSpan.FromMinutes(5), "r2", "openid orders"), (all.Tokens.AccessToken, all.Tokens.ExpiresIn, all.Tokens.RefreshToken, all.Tokens.Scope));
        Assert.Equal("refresh_token", _sent!["grant_type"]);
        Assert.Equal("r1", _sent["refresh_token"]);
        Assert.Equal("shop-client", _sent["client_id"]);

        var least = Assert.IsType<RedemptionAnswer.Granted>(await RedeemAsync(200, """{"access_token":"a3","token_type":"Bearer"}"""));
        Assert.Equal(("a3", null, null, null, null), (least.Tokens.AccessToken, least.Tokens.ExpiresIn, least.Tokens.RefreshToken, least.Tokens.IdToken, least.Tokens.Scope));
    }

    [Fact]
    public async Task What_a_token_is_for_is_asked_for_in_the_terms_of_the_RFCs()
    {
        await RedeemAsync(200, """{"access_token":"a2"}""", target: new TokenTarget("https://orders.example.com", "orders", "orders.read"));
        Assert.Equal(("https://orders.example.com", "orders", "orders.read"), (_sent!["resource"].ToString(), _sent["audience"].ToString(), _sent["scope"].ToString()));
    }

    [Fact]
    public async Task Invalid_grant_is_a_definite_no() => Assert.IsType<RedemptionAnswer.Rejected>(await RedeemAsync(400, """{"error":"invalid_grant","error_description":"gone"}"""));

    [Fact]
    public async Task Tokens_of_another_user_are_refused_whatever_else_is_right()
    {
        Assert.IsType<RedemptionAnswer.Rejected>(await RedeemAsync(200, $$"""{"access_token":"a2","id_token":"{{IdToken("mallory")}}"}"""));
        Assert.IsType<RedemptionAnswer.Rejected>(await RedeemAsync(200, """{"access_token":"a2","id_token":"no token at all"}"""));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_client"}""")]
    [InlineData(401, """{"error":"invalid_client"}""")]
    [InlineData(400, """{"error":"unauthorized_client"}""")]
    [InlineData(400, """{"error":"invalid_request"}""")]
    [InlineData(400, """{"error":"temporarily_unavailable"}""")]
    [InlineData(400, "<html>a proxy's page</html>")]
    [InlineData(403, "")]
    [InlineData(404, "")]
    [InlineData(429, """{"error":"slow_down"}""")]
    [InlineData(500, """{"error":"invalid_grant"}""")]
    [InlineData(502, "<html>bad gateway</html>")]
    [InlineData(503, "")]
    [InlineData(200, "")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"access_token":""}""")]
    [InlineData(200, """["access_token"]""")]
    [InlineData(200, "not json")]
    public async Task Nothing_else_says_anything_about_the_refresh_token(int status, string body)
    {
        var unavailable = Assert.IsType<RedemptionAnswer.Unavailable>(await RedeemAsync(status, body));
        Assert.DoesNotContain("html", unavailable.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        Assert.IsType<RedemptionAnswer.Unavailable>(await RedeemAsync(307, "", "/elsewhere"));
        Assert.Equal(0, _elsewhere);
    }

    [Fact]
    public async Task A_provider_that_is_not_there_is_no_answer()
    {
        await _provider.StopAsync();
        Assert.IsType<RedemptionAnswer.Unavailable>(await RedeemAsync(200, "{}"));
    }

    [Fact]
    public void Neither_the_request_nor_the_answer_shows_a_token()
    {
        var tokens = new GrantedTokens("secret-1", TimeSpan.FromMinutes(1), "secret-2", "secret-3", null);
        foreach (var text in (string[])[$"{new Redemption("secret-1", "alice", null)}", $"{tokens}", $"{new RedemptionAnswer.Granted(tokens)}"])
            Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    private static WebApplication QuietServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private async Task<RedemptionAnswer> RedeemAsync(int status, string body, string? location = null, TokenTarget? target = null)
    {
        _answer = (status, body, location);
        var client = new OpenIdConnectOptions
        {
            ClientId = "shop-client",
            ClientSecret = "shop-secret",
            ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(new OpenIdConnectConfiguration { TokenEndpoint = $"{_provider.Urls.First()}/token" }),
        };
        using var endpoint = new ProviderTokenEndpoint(new SettableOptions<OpenIdConnectOptions>(client), null!, _http);
        return await endpoint.RedeemAsync(new Frontend("shop", new FrontendOptions()), new Redemption("r1", "alice", target));
    }

    private static string IdToken(string subject) =>
        $"{Encoded("""{"alg":"none"}""")}.{Encoded($$"""{"sub":"{{subject}}"}""")}.";

    private static string Encoded(string json) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(json));
}
