using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Gateway.Authentication;
using Gateway.Authentication.Bearer;
using Gateway.Authentication.Providers;
using Gateway.Redis;
using Gateway.Tests.Redis;
using Gateway.Tests.Signals;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Authentication.Bearer;

/// <summary>The gateway's memory of tokens with a provider that does what it is told, and a clock that stands still.</summary>
internal sealed class TokenWorld : IDisposable
{
    // What a test counts with would weigh on what it measures.
    private static readonly IMeterFactory Unwatched = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    // Making one takes longer than most tests.
    private static readonly SigningKey FirstKey = new("first");

    private readonly IdentityProviderHttp _http;
    private readonly ProviderDirectory _providers;
    private readonly RedisConnection _redis;
    private readonly Introspection _introspection;
    private readonly BearerIssuers _issuers;

    public TokenWorld(IDistributedCache? store = null, RedisConnection? redis = null, Action<BearerOptions>? options = null, ScriptedProvider? provider = null, HttpMessageHandler? way = null,
        bool measured = true)
    {
        Provider = provider ?? new ScriptedProvider();
        Provider.Keys.TryAdd(Key.Id, Key);
        var issuer = new BearerOptions
        {
            Authority = ScriptedProvider.Authority,
            Audiences = ["orders"],
            Introspection = new IntrospectionOptions { ClientId = "gateway", ClientSecret = "canary-introspection-secret" },
        };
        options?.Invoke(issuer);
        Issuers = new SettableOptions<Dictionary<string, BearerOptions>>(new() { ["corp"] = issuer });

        _http = new IdentityProviderHttp { Handler = way ?? Provider };
        _providers = new ProviderDirectory(_http, Time, NullLogger<ProviderDirectory>.Instance);
        _introspection = new Introspection(_http, Time, NullLogger<Introspection>.Instance);
        _issuers = new BearerIssuers(Issuers, _providers);
        Store = store ?? new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        _redis = redis ?? GatewayRedis.Make("127.0.0.1:1");
        Channel = new InvalidationChannel(_redis, Time, NullLogger<InvalidationChannel>.Instance);
        var stored = new StoredAnswers(
            Store, Options.Create(new KeyOptions { Secret = "a-secret-of-all-replicas-0123456789" }), Time, NullLogger<StoredAnswers>.Instance);
        var revoked = new RevokedTokens();
        Shared = new SharedRevocations(_redis, revoked, Channel, Time, NullLogger<SharedRevocations>.Instance);
        Results = new TokenResults(
            _issuers, new JwtValidation(Time), new OpaqueTokens(stored, _introspection, revoked, Cache, Time), stored, revoked,
            Shared, Channel, Cache, new BearerMetrics(measured ? Measured.Meters : Unwatched), Time, NullLogger<TokenResults>.Instance);
    }

    public SigningKey Key { get; } = FirstKey;

    public ScriptedProvider Provider { get; }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    public SettableOptions<Dictionary<string, BearerOptions>> Issuers { get; }

    public SettableOptions<AuthenticationCacheOptions> Cache { get; } = new(new AuthenticationCacheOptions());

    public IDistributedCache Store { get; }

    public InvalidationChannel Channel { get; }

    public Measurements Measured { get; } = new();

    public SharedRevocations Shared { get; }

    public TokenResults Results { get; }

    public ProviderMetadata Metadata => _providers.Of(ScriptedProvider.Authority);

    public long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Claims of a good token: ten minutes to live.</summary>
    public JsonObject Claims() => new()
    {
        ["iss"] = ScriptedProvider.Authority,
        ["sub"] = "alice",
        ["aud"] = "orders",
        ["scope"] = "read write",
        ["iat"] = Now,
        ["exp"] = Now + 600,
    };

    /// <summary>An answer of the provider about an opaque token, with so long to live.</summary>
    public string Active(long seconds = 600) =>
        $$"""{"active":true,"iss":"{{ScriptedProvider.Authority}}","sub":"alice","aud":["orders"],"scope":"read","token_type":"Bearer","exp":{{Now + seconds}}}""";

    public Task<TokenOutcome> FindAsync(string token) => Results.FindAsync(token.AsMemory()).AsTask();

    public long Counted(string kind, string result) => Measured.Of($"gateway.authentication.cache{{kind={kind},result={result}}}");

    public void Dispose()
    {
        Measured.Dispose();
        _issuers.Dispose();
        _introspection.Dispose();
        _providers.Dispose();
        _http.Dispose();
        Provider.Dispose();
    }
}
