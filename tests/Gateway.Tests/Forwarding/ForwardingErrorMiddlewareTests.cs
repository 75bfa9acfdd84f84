using Gateway.Forwarding;
using Microsoft.AspNetCore.Http;
using Xunit;
using Yarp.ReverseProxy.Model;

namespace Gateway.Tests.Forwarding;

/// <summary>Whose 503 without a body it is.</summary>
public sealed class ForwardingErrorMiddlewareTests
{
    [Theory]
    [InlineData(true, "120", 0)]
    [InlineData(false, "1", 1)]
    public async Task An_upstreams_own_refusal_stays_as_it_is_and_ours_is_explained(bool wasForwarded, string retryAfter, int bodies)
    {
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        context.Features.Set<IReverseProxyFeature>(new Forwarded { ProxiedDestination = wasForwarded ? new DestinationState("a") : null });
        await ForwardingErrorMiddleware.InvokeAsync(context, answered =>
        {
            answered.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            if (wasForwarded) answered.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        });
        Assert.Equal(retryAfter, context.Response.Headers.RetryAfter);
        Assert.Equal(bodies, Math.Sign(context.Response.Body.Length));
    }

    private sealed class Forwarded : IReverseProxyFeature
    {
        public RouteModel Route => throw new NotSupportedException();

        public ClusterModel Cluster => throw new NotSupportedException();

        public IReadOnlyList<DestinationState> AllDestinations => [];

        public IReadOnlyList<DestinationState> AvailableDestinations { get; set; } = [];

        public DestinationState? ProxiedDestination { get; set; }
    }
}
