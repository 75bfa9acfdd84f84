using Gateway.Forwarding.Streams;
using Gateway.Signals;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Forwarding;

internal static class ForwardingRegistration
{
    public static IServiceCollection AddForwarding(this IServiceCollection services, IConfiguration accepted)
    {
        var section = new ReverseProxySection(accepted);
        services.AddSingleton(section);
        services.AddSingleton<StreamBinding>();
        services.AddSingleton<TraceContext>();
        services.AddSingleton<IForwarderHttpClientFactory, UpstreamConnections>();
        services.AddSingleton<ConnectionWait>();
        services.AddReverseProxy()
            .LoadFromConfig(section.Section)
            .AddConfigFilter<RoutePolicyFilter>()
            .AddTransforms<UpstreamTransforms>();
        return services;
    }

    public static void MapForwarding(this IEndpointRouteBuilder endpoints)
    {
        endpoints.ServiceProvider.GetRequiredService<ConnectionWait>().Listen();
        endpoints.MapReverseProxy(pipeline =>
        {
            pipeline.Use(ForwardingErrorMiddleware.InvokeAsync);
            pipeline.UseSessionAffinity();
            pipeline.UseLoadBalancing();
            pipeline.UsePassiveHealthChecks();
            pipeline.Use(StreamPatience.InvokeAsync);
        }).ConfigureEndpoints((endpoint, route) =>
            endpoint.WithMetadata([.. RoutePolicy.Of(route).EndpointMetadata(), UnlimitedRequestBody.Instance, RoutePolicy.MeasuredAs(route)]));
        endpoints.Map("/{**path}", context => context.WriteProblemAsync(StatusCodes.Status404NotFound, Owner.Client, "No route matches this address."))
            .WithOrder(int.MaxValue).AllowAnonymous().WithMetadata(new MeasuredRoute(BoundedNames.Unmatched));
    }
}
