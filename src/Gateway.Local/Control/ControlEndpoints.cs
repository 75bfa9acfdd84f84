using Gateway.Local.Hosting;
using Gateway.Local.Replicas;

namespace Gateway.Local.Control;

internal static class ControlEndpoints
{
    private static readonly string Page = EmbeddedPage.Read("Control.html");

    public static void MapControl(this IEndpointRouteBuilder routes, ControlRoom room)
    {
        routes.MapGet("/", () => Results.Content(Page, "text/html; charset=utf-8"));
        routes.MapGet("/state", () => Results.Json(room.State()));

        routes.MapPost("/redeploy", () => RedeployAsync(room));
        routes.MapPost("/store/stop", () => Done(room, room.Store.Stop));
        routes.MapPost("/store/start", () => Done(room, room.Store.Start));
        routes.MapPost("/store/flush", async () => room.Store.IsRunning
            ? await DoneAsync(room, room.Store.FlushAsync)
            : Results.Conflict("The store is stopped."));
        // Not tied to the caller: half an outage helps nobody.
        routes.MapPost("/identity/stop", () => DoneAsync(room, () => room.Identity.StopAsync(CancellationToken.None)));
        routes.MapPost("/identity/start", () => DoneAsync(room, () => room.Identity.StartAsync(CancellationToken.None)));
        routes.MapPost("/replicas/{number:int}/kill", (int number) => room.Replicas.Kill(number)
            ? Results.Json(room.State())
            : Results.NotFound($"There is no replica {number}."));
    }

    private static async Task<IResult> RedeployAsync(ControlRoom room)
    {
        try
        {
            var result = await room.RedeployAsync(CancellationToken.None);
            return result is null ? Results.Conflict("A redeploy is under way.") : Results.Json(result);
        }
        catch (ReplicaFailedException failure)
        {
            return Results.Problem(failure.Message, statusCode: StatusCodes.Status502BadGateway);
        }
    }

    private static IResult Done(ControlRoom room, Action action)
    {
        action();
        return Results.Json(room.State());
    }

    private static async Task<IResult> DoneAsync(ControlRoom room, Func<Task> action)
    {
        await action();
        return Results.Json(room.State());
    }
}
