using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Local.Demo;

/// <summary>Calls with one answer: the echo of any request, a slow one, a chosen status, an upload counted.</summary>
internal static class DemoAnswers
{
    public static void MapDemoAnswers(this IEndpointRouteBuilder routes)
    {
        routes.Map("/upload", (Delegate)UploadAsync);
        routes.Map("/slow", (Delegate)SlowAsync);
        routes.Map("/status/{code:int}", (int code) => Results.StatusCode(code));
        routes.Map("/{**rest}", (Delegate)EchoAsync);
    }

    private static async Task<IResult> EchoAsync(HttpContext context)
    {
        var request = context.Request;
        var length = await CountAsync(request.Body, context.RequestAborted);
        return Results.Json(new
        {
            method = request.Method,
            path = request.Path.Value,
            // Before any decoding: what the gateway put on the wire.
            target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            query = request.QueryString.Value,
            protocol = request.Protocol,
            headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
            bodyLength = length,
        });
    }

    private static async Task<IResult> UploadAsync(HttpContext context) =>
        Results.Json(new { bytes = await CountAsync(context.Request.Body, context.RequestAborted) });

    private static async Task<IResult> SlowAsync(HttpContext context, TimeProvider time)
    {
        _ = int.TryParse(context.Request.Query["ms"], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds);
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, context.RequestAborted);
        return Results.Json(new { sleptMs = milliseconds });
    }

    private static async Task<long> CountAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var total = 0L;
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0) total += read;
        return total;
    }
}
