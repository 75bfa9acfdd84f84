using System.Net;
using BenchmarkDotNet.Attributes;
using Gateway.Authentication;
using Gateway.Authentication.Bearer;
using Gateway.Benchmarks.Surroundings;
using Gateway.Forwarding;
using Gateway.Frontends;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Sessions.Records;
using Gateway.Signals;
using Gateway.Tests.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Benchmarks.Micro;

/// <summary>What every warm request does, step by step, and the two steps of one that goes to the store.</summary>
public class HotPath
{
    private const string CookieName = "__Host-demo";

    private static readonly RouteConfig Route = new() { RouteId = "api", ClusterId = "ok", AuthorizationPolicy = "default", Match = new RouteMatch { Path = "/api/{**rest}" } };

    private readonly SessionSecret _secret = SessionSecret.Create();
    private BenchmarkWorld _world = null!;
    private ServiceProvider _gateway = null!;
    private UserSession _session = null!;
    private StringValues _cookies;
    private byte[] _record = [];
    private RememberedSessions _sessions = null!;
    private TokenResults _tokens = null!;
    private ReadOnlyMemory<char> _token;
    private RequestMetrics _metrics = null!;
    private RouteSignals _route = null!;
    private HttpTransformer _transformer = null!;
    private DefaultHttpContext _request = null!;
    private HttpResponseMessage _answer = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _world = await BenchmarkWorld.StartAsync([]);
        _gateway = Gateway(_world);
        foreach (var service in _gateway.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);

        _session = Sample.Large(_secret.Id) with { Frontend = "demo", EndsAt = TimeProvider.System.GetUtcNow().AddHours(1) };
        _cookies = $"theme=dark; {CookieName}={_secret.ToCookieValue()}";
        _record = SessionSeal.Seal(_secret, _session, revision: 1);
        var stored = new StoredSession(_session, Revision: 1, TimeSpan.FromHours(1));
        _sessions = new RememberedSessions(
            new OneSession(stored), _gateway.GetRequiredService<InvalidationChannel>(),
            _gateway.GetRequiredService<IOptionsMonitor<UserSessionOptions>>(), _gateway.GetRequiredService<SessionEnds>(), TimeProvider.System);
        await _sessions.FindAsync(_secret);

        _tokens = _gateway.GetRequiredService<TokenResults>();
        _token = (await _world.NewTokenAsync()).AsMemory();
        if (await _tokens.FindAsync(_token) is not TokenOutcome.Valid) throw new InvalidOperationException("The token is not believed.");

        _metrics = _gateway.GetRequiredService<RequestMetrics>();
        _route = _gateway.GetRequiredService<RoutesWithSignals>().Named("api");

        _transformer = _gateway.GetRequiredService<ITransformBuilder>().Build(Route, new ClusterConfig { ClusterId = "ok" });
        _request = new DefaultHttpContext
        {
            Request = { Method = "GET", Scheme = "https", Host = new HostString("localhost"), Path = "/api/ok", Headers = { Cookie = _cookies } },
            Connection = { RemoteIpAddress = IPAddress.Loopback },
        };
        _request.Features.Set(new Frontend("demo", new FrontendOptions()));
        _request.Features.Set<SessionLookup>(new SessionLookup.Found(stored, SessionSource.Memory));
        _answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
        _answer.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        foreach (var service in _gateway.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        _answer.Dispose();
        await _gateway.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Benchmark(Description = "cookie to session, from memory")]
    public async Task<bool> CookieToSession() => await _sessions.FindAsync(SessionCookie.Read(_cookies, CookieName)!) is SessionLookup.Found;

    [Benchmark(Description = "cached token")]
    public async Task<bool> CachedToken() => await _tokens.FindAsync(_token) is TokenOutcome.Valid;

    [Benchmark(Description = "signals of a request")]
    public void Signals()
    {
        var signals = new RequestSignals(TimeProvider.System);
        foreach (var stage in Stages.All) signals.Enter(stage);
        signals.Close();
        _metrics.Ended(signals, _route, "GET", StatusCodes.Status200OK, new RequestOutcome(Outcome.Ok, null));
        _route.Recent.Add(signals, Outcome.Ok);
    }

    [Benchmark(Description = "transforms, YARP's own included")]
    public async Task<bool> Transforms()
    {
        using var upstream = new HttpRequestMessage(HttpMethod.Get, (Uri?)null);
        _request.Response.Headers.Clear();
        await _transformer.TransformRequestAsync(_request, upstream, "http://ok", CancellationToken.None);
        return await _transformer.TransformResponseAsync(_request, _answer, CancellationToken.None);
    }

    [Benchmark(Description = "seal a session (a write)")]
    public int Seal() => SessionSeal.Seal(_secret, _session, revision: 1).Length;

    [Benchmark(Description = "open a session (a read from the store)")]
    public bool Open() => SessionSeal.Open(_secret, _record) is not null;

    private static ServiceProvider Gateway(BenchmarkWorld world)
    {
        var accepted = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("ConnectionStrings:Redis", world.Redis), new("Gateway:Keys:Secret", "a-secret-for-one-benchmark-0123456789abcdef"),
            new("Gateway:Bearer:corp:Authority", world.Authority.ToString().TrimEnd('/')), new("Gateway:Bearer:corp:Audiences:0", "api"),
        ]).Build();
        IServiceCollection services = new ServiceCollection();
        services.AddLogging().AddRouting().AddSingleton<IConfiguration>(accepted);
        return services
            .AddSignals(accepted, new Build("1", ""))
            .AddRedis()
            .AddFrontends(accepted)
            .AddSessions(accepted)
            .AddGatewayAuthentication(accepted)
            .AddForwarding(accepted)
            .BuildServiceProvider();
    }
}
