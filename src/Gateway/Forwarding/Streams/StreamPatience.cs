using Gateway.Sessions;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Forwarding.Streams;

/// <summary>
/// Lets a stream be silent. YARP cuts a request in which nothing moves for <c>ActivityTimeout</c> (100 s); on a WebSocket, and on
/// events a client asked for (<c>Accept: text/event-stream</c>, as EventSource does), the timeout counts until the answer's
/// headers only. Any other answer to such a request is held to it to the end (<see cref="LimitOf"/>): what a client accepts is its own
/// word. Within YARP's own steps, whose view of the cluster it changes for this request.
/// </summary>
internal static class StreamPatience
{
    private const string EventStream = "text/event-stream";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.IsWebSocket() || AsksForEvents(context.Request))
        {
            var feature = context.GetReverseProxyFeature();
            var limit = feature.Cluster.Config.HttpRequest?.ActivityTimeout ?? DefaultTimeout;
            context.Features.Set<IReverseProxyFeature>(new PatientFeature(feature, Patient(feature.Cluster, limit), limit));
        }

        return next(context);
    }

    /// <summary>How long an answer that is no stream may be silent although patience was asked for; null where none was.</summary>
    public static TimeSpan? LimitOf(HttpContext context) => (context.Features.Get<IReverseProxyFeature>() as PatientFeature)?.Limit;

    private static bool AsksForEvents(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains(EventStream, StringComparison.OrdinalIgnoreCase);

    private static ClusterModel Patient(ClusterModel cluster, TimeSpan limit)
    {
        var request = cluster.Config.HttpRequest ?? ForwarderRequestConfig.Empty;
        var config = cluster.Config with { HttpRequest = request with { ActivityTimeout = Timeout.InfiniteTimeSpan } };
        return new ClusterModel(config, new HttpMessageInvoker(new HeadersWithin(cluster.HttpClient, limit), disposeHandler: false));
    }

    private sealed class HeadersWithin(HttpMessageInvoker upstream, TimeSpan limit) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            late.CancelAfter(limit);
            return await upstream.SendAsync(request, late.Token);
        }
    }

    private sealed class PatientFeature(IReverseProxyFeature feature, ClusterModel cluster, TimeSpan limit) : IReverseProxyFeature
    {
        public TimeSpan Limit => limit;

        public RouteModel Route => feature.Route;

        public ClusterModel Cluster => cluster;

        public IReadOnlyList<DestinationState> AllDestinations => feature.AllDestinations;

        public IReadOnlyList<DestinationState> AvailableDestinations
        {
            get => feature.AvailableDestinations;
            set => feature.AvailableDestinations = value;
        }

        public DestinationState? ProxiedDestination
        {
            get => feature.ProxiedDestination;
            set => feature.ProxiedDestination = value;
        }
    }
}
