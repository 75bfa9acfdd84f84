using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Signals;

/// <summary>How a request went and who has to act on it; nobody when it went well.</summary>
internal readonly record struct RequestOutcome(Outcome Outcome, Owner? Owner)
{
    private const int FirstRefusal = StatusCodes.Status400BadRequest;
    private const int FirstFailure = StatusCodes.Status500InternalServerError;

    private static readonly RequestOutcome Fine = new(Outcome.Ok, null);
    private static readonly RequestOutcome ClientLeft = new(Outcome.ClientAborted, Signals.Owner.Client);

    /// <summary>
    /// The forwarder's error first: it knows on which side a copy broke off, which neither the status, sent long before, nor the
    /// aborted request, aborted by the forwarder itself, can tell.
    /// </summary>
    public static RequestOutcome Of(RequestFacts facts) => facts switch
    {
        { IsShed: true } => new(Outcome.Shed, facts.Owner ?? Signals.Owner.Gateway),
        { IsTimedOut: true } => new(Outcome.TimedOut, facts.Owner ?? Signals.Owner.Gateway),
        { IsBrokenOff: true } => new(Outcome.Failed, facts.Owner ?? Signals.Owner.Gateway),
        { Forwarder: not ForwarderError.None } => OfForwarder(facts),
        { ClientLeft: true, HasStarted: false } => ClientLeft,
        _ => OfStatus(facts),
    };

    private static RequestOutcome OfForwarder(RequestFacts facts)
    {
        switch (facts.Forwarder)
        {
            case ForwarderError.Request:
            case ForwarderError.RequestBodyDestination:
            case ForwarderError.ResponseHeaders:
            case ForwarderError.ResponseBodyDestination:
            case ForwarderError.UpgradeRequestDestination:
            case ForwarderError.UpgradeResponseDestination:
            case ForwarderError.NoAvailableDestinations:
                return new(Outcome.Failed, facts.Owner ?? Signals.Owner.Upstream);

            case ForwarderError.RequestTimedOut:
                return new(Outcome.TimedOut, Signals.Owner.Upstream);

            // An open answer that is taken down, with its client, its session or its replica, was answered long before.
            case ForwarderError.ResponseBodyCanceled when facts.IsStream:
            case ForwarderError.UpgradeRequestCanceled:
            case ForwarderError.UpgradeResponseCanceled:
            case ForwarderError.UpgradeActivityTimeout:
                return Fine;

            // Cancelled without a client that left: the limit on silence, which YARP keeps by cancelling.
            case ForwarderError.RequestCanceled:
            case ForwarderError.RequestBodyCanceled:
            case ForwarderError.ResponseBodyCanceled:
                return facts.ClientLeft ? ClientLeft : new(Outcome.TimedOut, Signals.Owner.Upstream);

            case ForwarderError.RequestBodyClient:
                return facts.ClientLeft ? ClientLeft : new(Outcome.Refused, Signals.Owner.Client);

            case ForwarderError.ResponseBodyClient:
            case ForwarderError.UpgradeRequestClient:
            case ForwarderError.UpgradeResponseClient:
                return ClientLeft;

            case ForwarderError.RequestCreation:
                return new(Outcome.Failed, Signals.Owner.Gateway);

            case ForwarderError.None:
            default:
                throw new ArgumentOutOfRangeException(nameof(facts), facts.Forwarder, "A forwarder's error without a meaning.");
        }
    }

    private static RequestOutcome OfStatus(RequestFacts facts) => facts.Status switch
    {
        < FirstRefusal => Fine,
        < FirstFailure => new(Outcome.Refused, facts.Owner ?? Signals.Owner.Client),
        StatusCodes.Status504GatewayTimeout => new(Outcome.TimedOut, OwnerOfFailure(facts)),
        _ => new(Outcome.Failed, OwnerOfFailure(facts)),
    };

    private static Owner OwnerOfFailure(RequestFacts facts) => facts.Owner ?? (facts.IsForwarded ? Signals.Owner.Upstream : Signals.Owner.Gateway);
}

/// <summary>What is known of a request at its end.</summary>
/// <param name="Status">The status that was sent, or would have been.</param>
/// <param name="Forwarder">How YARP fared with it.</param>
/// <param name="HasStarted">Whether the status was sent.</param>
/// <param name="ClientLeft">Whether the connection, or the HTTP/2 stream, was gone.</param>
/// <param name="IsForwarded">Whether the status is an upstream's.</param>
/// <param name="IsStream">Whether its answer stays open.</param>
/// <param name="IsShed">Turned away to keep the rest alive.</param>
/// <param name="IsTimedOut">The gateway gave up waiting, by a limit of its own.</param>
/// <param name="IsBrokenOff">The gateway cut its own answer off.</param>
/// <param name="Owner">Who has to act, as whoever answered noted it.</param>
internal readonly record struct RequestFacts(
    int Status, ForwarderError Forwarder, bool HasStarted, bool ClientLeft, bool IsForwarded, bool IsStream, bool IsShed, bool IsTimedOut, bool IsBrokenOff, Owner? Owner)
{
    public static RequestFacts Of(HttpContext context, RequestSignals signals) => new(
        context.Response.StatusCode, signals.Forwarder, context.Response.HasStarted, context.RequestAborted.IsCancellationRequested,
        signals.IsForwarded, signals.IsStream, signals.IsShed, signals.IsTimedOut, signals.IsBrokenOff, signals.Owner);
}
