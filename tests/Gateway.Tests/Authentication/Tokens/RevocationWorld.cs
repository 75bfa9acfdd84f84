using System.Collections.Concurrent;
using System.Net;
using Gateway.Authentication.Tokens;
using Gateway.Sessions;
using Gateway.Tests.Redis;
using Gateway.Tests.Sessions;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.Tests.Authentication.Tokens;

/// <summary>One replica's revocations over a Redis of the test's own; the provider answers what the test says.</summary>
internal sealed class RevocationWorld : IAsyncDisposable
{
    private readonly Provider _provider = new();
    private readonly HttpClient _http;

    private RevocationWorld(IndexedReplica replica, IDataProtectionProvider keys)
    {
        Replica = replica;
        _http = new HttpClient(_provider);
        Queue = new RevocationQueue(replica.Connection, keys);
        var options = new SettableOptions<OpenIdConnectOptions>(new OpenIdConnectOptions
        {
            ClientId = "shop",
            ClientSecret = "secret",
            Backchannel = _http,
            ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(
                new OpenIdConnectConfiguration { RevocationEndpoint = "https://id.example.com/revoke" }),
        });
        Revocation = new TokenRevocation(
            replica.Sessions, Queue, new RevocationCall(options, replica.Frontends), TimeProvider.System, NullLogger<TokenRevocation>.Instance);
    }

    public IndexedReplica Replica { get; }

    public RevocationQueue Queue { get; }

    public TokenRevocation Revocation { get; }

    /// <summary>Null: no answer at all.</summary>
    public HttpStatusCode? ProviderAnswers
    {
        get => _provider.Answers;
        set => _provider.Answers = value;
    }

    /// <summary>What the provider was sent, as forms.</summary>
    public IReadOnlyCollection<string> Sent => _provider.Sent;

    public static async Task<RevocationWorld> StartAsync(RedisServer redis, IDataProtectionProvider keys) =>
        new(await IndexedReplica.StartAsync(redis.ConnectionString, listens: false), keys);

    public static UserSession Session(string refreshToken)
    {
        var session = Sample.Session(SessionSecret.Create(), TimeProvider.System.GetUtcNow());
        return session with { Tokens = session.Tokens with { RefreshToken = refreshToken } };
    }

    public async ValueTask DisposeAsync()
    {
        Revocation.Dispose();
        _http.Dispose();
        _provider.Dispose();
        await Replica.DisposeAsync();
    }

    private sealed class Provider : HttpMessageHandler
    {
        private readonly ConcurrentQueue<string> _sent = new();

        public HttpStatusCode? Answers { get; set; } = HttpStatusCode.OK;

        public IReadOnlyCollection<string> Sent => _sent;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Answers is not { } status) throw new HttpRequestException("Nobody is there.");
            _sent.Enqueue(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new HttpResponseMessage(status);
        }
    }
}
