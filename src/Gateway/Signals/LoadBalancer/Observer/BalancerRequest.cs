namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>One request as the load balancer saw it.</summary>
/// <param name="Id">What it calls the request, towards the gateway too.</param>
/// <param name="Code">What it sent to the client; 499 when the client left before; null when it sent nothing.</param>
/// <param name="Total">All the time it had to do with it.</param>
/// <param name="ToHeaders">From the request's headers to the answer's, with its own queue; null without an answer from a gateway.</param>
/// <param name="Word">The gateway's own figures, where they came with the answer.</param>
/// <param name="ReachedGateway">False when no gateway was even tried.</param>
internal sealed record BalancerRequest(string? Id, int? Code, TimeSpan Total, TimeSpan? ToHeaders, GatewaysWord? Word, bool ReachedGateway)
{
    /// <summary>A client that left says nothing about either side.</summary>
    public bool ClientLeft => Code == BoundedNames.ClientClosedRequest;
}
