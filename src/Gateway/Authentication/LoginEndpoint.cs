using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Signals;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.Authentication;

/// <summary><c>GET /bff/login?returnUrl=/x[&amp;prompt=none]</c>: sends the browser to the frontend's identity provider.</summary>
internal static class LoginEndpoint
{
    public const string PromptParameter = "prompt";

    // OpenID Connect Core 1.0, 3.1.2.1.
    private static readonly string[] Prompts = ["none", "login", "consent", "select_account"];

    public static async Task HandleAsync(HttpContext context, LoginKeys keys, ILogger<SignIn> logger)
    {
        var query = context.Request.Query;
        if (!TryReadReturnUrl(query, out var returnUrl))
        {
            await context.WriteProblemAsync(
                StatusCodes.Status400BadRequest, Owner.Client, "returnUrl must be a local path that starts with a single '/', such as /orders?page=2.");
            return;
        }

        var prompt = query[PromptParameter];
        if (prompt.Count > 1 || (prompt.Count == 1 && !Prompts.Contains(prompt[0])))
        {
            await context.WriteProblemAsync(
                StatusCodes.Status400BadRequest, Owner.Client, $"prompt must be one of {string.Join(", ", Prompts)}.");
            return;
        }

        if (!keys.AreReadable())
        {
            await context.WriteProblemAsync(
                StatusCodes.Status503ServiceUnavailable, Owner.SessionStore, "A sign-in cannot be started right now. Try again shortly.");
            return;
        }

        AbandonedLogins.Forget(context);
        var properties = SignIn.Begin(context, returnUrl);
        if (prompt.Count == 1) properties.SetParameter(PromptParameter, prompt[0]);
        if (query[Navigation.OtherwiseParameter] == Navigation.OtherwiseLogin) SignIn.NoteAskOtherwise(properties);
        try
        {
            context.Response.Headers.CacheControl = "no-store";
            using var stage = context.During(Stage.Authentication);
            await context.ChallengeAsync(FrontendSchemes.Of(context.Frontend()), properties);
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            var (kind, reason) = ProviderFailure.Of(failure);
            logger.ProviderUnavailable(context.Frontend().Name, reason);
            context.Response.Clear();
            await (kind == ProviderFailureKind.Unavailable
                ? context.WriteProblemAsync(
                    StatusCodes.Status503ServiceUnavailable, Owner.IdentityProvider, "The identity provider does not answer. Try to sign in again shortly.")
                : context.WriteProblemAsync(
                    StatusCodes.Status502BadGateway, Owner.IdentityProvider, "The identity provider refuses this frontend's sign-in. Its operator has to look at the client's settings."));
        }
    }

    public static bool TryReadReturnUrl(IQueryCollection query, out string returnUrl)
    {
        returnUrl = "/";
        var given = query["returnUrl"];
        if (given.Count == 0) return true;
        // An address of ours is no place to return to: a link elsewhere could make a sign-in end in /bff/logout.
        if (given.Count > 1 || !LocalPath.TryParse(given[0], out var path) || BffPaths.IsOurs(path)) return false;
        returnUrl = path;
        return true;
    }
}
