using Gateway.Signals;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// <c>POST /api/revoked-tokens</c> on the operations port, where the group says <c>/api</c>, with the form field <c>token</c> (the shape of RFC 7009): whoever learns that a
/// token was revoked, such as the provider's own event hook, tells any one replica. 200 also for tokens nobody knows.
/// </summary>
internal static class RevokedTokensEndpoint
{
    public const string Path = "/revoked-tokens";

    private const string Field = "token";
    private const int LargestForm = 64 * 1024;

    public static async Task HandleAsync(HttpContext context, TokenResults results)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LargestForm;
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        if (form[Field] is not [{ Length: > 0 } token])
        {
            await context.WriteProblemAsync(StatusCodes.Status400BadRequest, Owner.Client, "Send one form field: token.");
            return;
        }

        if (!await results.RevokeAsync(token))
        {
            await context.WriteProblemAsync(
                StatusCodes.Status503ServiceUnavailable, Owner.SessionStore, "This replica refuses the token now; the others could not be told. Send it again shortly.");
            return;
        }

        context.Response.StatusCode = StatusCodes.Status200OK;
    }
}
