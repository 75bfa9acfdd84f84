using System.Net;
using Gateway.Authentication;
using Gateway.Forwarding;
using Gateway.Frontends;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Signals;
using Gateway.Tests.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Tests.Forwarding;

/// <summary>What the gateway's transforms allocate on a session's route, beyond what YARP's own do with the same request and the same answer.</summary>
public sealed class TransformAllocationTests : IAsyncDisposable
{
    private const int MostBytes = 256;

    private static readonly RouteConfig Route = new() { RouteId = "orders", ClusterId = "orders", AuthorizationPolicy = "default", Match = new RouteMatch { Path = "/orders/{**rest}" } };
    private static readonly ClusterConfig Cluster = new() { ClusterId = "orders" };

    private readonly ServiceProvider _yarp = Common().AddReverseProxy().Services.BuildServiceProvider();
    private readonly ServiceProvider _gateway = Gateway();

    [Fact]
    public void A_session_route_costs_next_to_nothing_beyond_YARP()
    {
        var (yarp, gateway) = (Each(_yarp), Each(_gateway));
        TestContext.Current.TestOutputHelper?.WriteLine($"{gateway - yarp:0.0} bytes beyond YARP's own {yarp:0.0}.");
        Assert.InRange(gateway - yarp, -MostBytes, MostBytes);
    }

    public async ValueTask DisposeAsync()
    {
        await _yarp.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    private static double Each(ServiceProvider services)
    {
        var transformer = services.GetRequiredService<ITransformBuilder>().Build(Route, Cluster);
        var context = OfAlice();
        using var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        return AllocatedBytes.Each(() =>
        {
            context.Response.Headers.Clear();
            using var request = new HttpRequestMessage(HttpMethod.Get, (Uri?)null);
            Complete(transformer.TransformRequestAsync(context, request, "http://orders", CancellationToken.None));
            Complete(transformer.TransformResponseAsync(context, answer, CancellationToken.None));
        });
    }

    private static DefaultHttpContext OfAlice()
    {
        var secret = SessionSecret.Create();
        var context = new DefaultHttpContext
        {
            Request = { Method = "GET", Scheme = "https", Host = new HostString("shop.example.com"), Path = "/orders/7", Headers = { Cookie = $"__Host-shop={secret.ToCookieValue()}", Accept = "application/json" } },
            Connection = { RemoteIpAddress = IPAddress.Loopback },
        };
        context.Features.Set(new Frontend("shop", new FrontendOptions()));
        context.Features.Set<SessionLookup>(new SessionLookup.Found(new StoredSession(Sample.Large(secret.Id), Revision: 1, TimeSpan.FromHours(1)), SessionSource.Memory));
        return context;
    }

    private static ServiceProvider Gateway()
    {
        var accepted = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:Redis", "127.0.0.1:1,abortConnect=false")]).Build();
        var services = Common();
        services.AddSingleton<IConfiguration>(accepted);
        return services
            .AddSignals(accepted, new Build("1", ""))
            .AddRedis()
            .AddFrontends(accepted)
            .AddSessions(accepted)
            .AddGatewayAuthentication(accepted)
            .AddForwarding(accepted)
            .BuildServiceProvider();
    }

    private static IServiceCollection Common() => new ServiceCollection().AddLogging().AddRouting();

    private static void Complete(ValueTask step)
    {
        if (!step.IsCompletedSuccessfully) Assert.Fail("A transform waited, or failed.");
        step.GetAwaiter().GetResult();
    }

    private static void Complete(ValueTask<bool> step)
    {
        if (!step.IsCompletedSuccessfully) Assert.Fail("A transform waited, or failed.");
        Assert.True(step.GetAwaiter().GetResult());
    }
}
