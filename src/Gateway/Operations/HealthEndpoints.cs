using Gateway.Rollout;

namespace Gateway.Operations;

/// <summary>What orchestrators and load balancers ask.</summary>
internal static class HealthEndpoints
{
    public const string Ready = "/readyz";

    public static void MapHealth(this IEndpointRouteBuilder endpoints, Readiness readiness, ReleaseIdentity release)
    {
        endpoints.MapGet("/livez", () => "alive");
        endpoints.MapGet("/startupz", () => Answer(readiness.State != ReplicaState.Starting, readiness));
        endpoints.MapGet(Ready, () => Answer(readiness.State == ReplicaState.Ready, readiness));
        endpoints.MapGet("/version", () => release);
    }

    /// <summary>The word an operator reads for a replica's state.</summary>
    public static string Word(ReplicaState state) => state switch
    {
        ReplicaState.Starting => "starting",
        ReplicaState.Ready => "ready",
        ReplicaState.Draining => "draining",
        _ => throw new InvalidOperationException($"A state without a name: {state}."),
    };

    private static IResult Answer(bool yes, Readiness readiness) =>
        Results.Text(Word(readiness.State), statusCode: yes ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
