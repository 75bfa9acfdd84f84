using System.Text;
using System.Text.Json;
using Gateway.Authentication.SignOut;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Sessions.Listing;
using Gateway.Tests.Redis;
using Gateway.Tests.Sessions;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Xunit;

namespace Gateway.Tests.Authentication.SignOut;

/// <summary>A replica over a real Redis whose back channel is posted to, and a user of it.</summary>
public abstract class BackChannelPosts(SharedRedis redis) : IAsyncLifetime
{
    protected const string FormType = "application/x-www-form-urlencoded";

    private IndexedReplica? _replica;

    protected string Subject { get; } = $"subject-{Guid.NewGuid()}";

    protected string Sid { get; } = $"sid-{Guid.NewGuid()}";

    private protected IndexedReplica Replica => _replica!;

    public async ValueTask InitializeAsync() => _replica = await IndexedReplica.StartAsync(redis.Server.ConnectionString, listens: false);

    public async ValueTask DisposeAsync()
    {
        if (_replica is not null) await _replica.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static string Form(string token) => "logout_token=" + Uri.EscapeDataString(token);

    private protected async Task IsRefusedAsync(string body, string what)
    {
        Assert.True(await OwnerOfAsync(await PostToAsync(Replica, new ProviderKeys(LogoutTokens.Key), body)) == "client", what);
        Assert.True((await Replica.IdsOfSubjectAsync(Subject)).Count == 1, what);
    }

    private protected Task<int> PostAsync(string token) => PostRawAsync(Form(token), FormType + "; charset=utf-8");

    private protected async Task<int> PostRawAsync(string body, string? type) =>
        (await PostToAsync(Replica, new ProviderKeys(LogoutTokens.Key), body, type)).Response.StatusCode;

    private protected static async Task<HttpContext> PostToAsync(IndexedReplica replica, IConfigurationManager<OpenIdConnectConfiguration> provider, string body, string? type = FormType, ListedSessions? sessions = null)
    {
        var context = new DefaultHttpContext { Request = { Method = "POST", ContentType = type, Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) } };
        context.Request.ContentLength = context.Request.Body.Length;
        context.Response.Body = new MemoryStream();
        context.Features.Set(replica.Frontends.ByName("shop"));
        var options = new SettableOptions<OpenIdConnectOptions>(new OpenIdConnectOptions
        {
            ClientId = LogoutTokens.ClientId,
            ConfigurationManager = provider,
        });
        var logger = NullLogger<LogoutTokenValidation>.Instance;
        await BackChannelEndpoint.HandleAsync(
            context,
            new LogoutTokenValidation(options, TimeProvider.System, logger),
            new LogoutTokenReplays(replica.Connection, TimeProvider.System),
            sessions ?? replica.Listed,
            logger);
        Assert.Equal("no-store", context.Response.Headers.CacheControl);
        context.Response.Body.Position = 0;
        return context;
    }

    private protected static async Task<string> OwnerOfAsync(HttpContext refused)
    {
        Assert.Equal(400, refused.Response.StatusCode);
        using var problem = await JsonDocument.ParseAsync(refused.Response.Body);
        return problem.RootElement.GetProperty("owner").GetString()!;
    }

    private protected async Task<UserSession> SignInAsync(string? subject = null, string? sid = null)
    {
        var secret = SessionSecret.Create();
        var session = Sample.Session(secret, TimeProvider.System.GetUtcNow()) with { Subject = subject ?? Subject, ProviderSession = sid ?? Sid };
        Assert.Equal(SessionWrite.Written, await Replica.Sessions.CreateAsync(secret, session));
        return session;
    }
}
