using System.Text.Json.Nodes;
using Gateway.Signals;
using Gateway.Signals.Recent;

namespace Gateway.Operations.Status;

/// <summary>
/// <c>/api/status</c> and <c>/api/routes</c>: what the live page shows, for programs. Durations are numbers of seconds, shares lie between
/// 0 and 1, rates are per second, times are RFC 3339.
/// </summary>
internal sealed class StatusEndpoints(ReplicaStatus status, RecentSignals recent)
{
    private const string Seconds = "seconds";

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/status", context => AnswerAsync(context, Describe(status)));
        api.MapGet("/routes", context => AnswerAsync(context, Describe(recent.Routes(), withSeconds: context.Request.Query[Seconds] == "true")));
    }

    internal static JsonObject Describe(ReplicaStatus status) => new()
    {
        ["version"] = status.Release.Version,
        ["commit"] = status.Release.Commit,
        ["state"] = HealthEndpoints.Word(status.State),
        ["startedAt"] = status.StartedAt,
        ["uptime"] = status.Uptime.TotalSeconds,
        ["dependencies"] = new JsonArray([.. status.Dependencies.Select(Describe)]),
    };

    internal static JsonArray Describe(IReadOnlyList<RouteFigures> routes, bool withSeconds) => [.. routes.Select(route => Describe(route, withSeconds))];

    private static Task AnswerAsync(HttpContext context, JsonNode answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(answer);
    }

    private static JsonObject Describe(WatchedDependency watched) => new()
    {
        ["kind"] = watched.Dependency.Kind.ToTag(),
        ["name"] = watched.Dependency.Name,
        ["state"] = watched.Dependency.State.ToWord(),
        ["since"] = watched.Since,
        ["lastError"] = watched.Dependency.LastError,
        ["degrades"] = watched.Dependency.Degrades,
    };

    private static JsonObject Describe(RouteFigures route, bool withSeconds)
    {
        var described = new JsonObject
        {
            ["route"] = route.Route,
            ["requests"] = route.Requests,
            ["errors"] = route.Errors,
            ["active"] = route.Active,
            ["rate"] = route.Rate,
            ["errorShare"] = route.ErrorShare,
            ["duration"] = Describe(route.Total),
            ["gateway"] = Describe(route.Gateway),
            ["upstream"] = Describe(route.Upstream),
        };
        if (withSeconds) described[Seconds] = new JsonArray([.. route.Seconds.Select(Describe)]);
        return described;
    }

    private static JsonObject Describe(SecondFigures second) => new()
    {
        ["at"] = second.At,
        ["requests"] = second.Requests,
        ["errors"] = second.Errors,
        ["duration"] = Describe(second.Total),
        ["stages"] = new JsonObject([.. Stages.All.Select(stage => KeyValuePair.Create(stage.ToTag(), (JsonNode?)second.Stages[(int)stage].TotalSeconds))]),
    };

    private static JsonObject Describe(Quantiles quantiles) => new() { ["p50"] = quantiles.P50.TotalSeconds, ["p99"] = quantiles.P99.TotalSeconds };
}
