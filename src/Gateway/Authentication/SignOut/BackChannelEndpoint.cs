using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Sessions.Listing;
using Gateway.Signals;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Authentication.SignOut;

/// <summary>
/// <c>POST /bff/backchannel</c>: the identity provider says that a user has signed out there (OpenID Connect Back-Channel
/// Logout 1.0). The answer is 200 or 400 and nothing else (2.8), also when the store or the provider's keys cannot be had.
/// </summary>
internal static class BackChannelEndpoint
{
    private const string Field = "logout_token";
    private const string FormType = "application/x-www-form-urlencoded";
    private const int LargestBody = 2 * LogoutTokenText.Longest;

    private static readonly FormOptions Limits = new()
    {
        BufferBodyLengthLimit = LargestBody,
        ValueLengthLimit = LargestBody,
        KeyLengthLimit = 256,
        ValueCountLimit = 16,
    };

    public static async Task HandleAsync(
        HttpContext context, LogoutTokenValidation validation, LogoutTokenReplays replays, ListedSessions sessions, ILogger<LogoutTokenValidation> logger)
    {
        var frontend = context.Frontend();
        var outcome = await ReadAsync(context.Request) is { } text
            ? await validation.ValidateAsync(frontend, text, context.RequestAborted)
            : new LogoutTokenOutcome.Rejected("the request is not a form with one logout_token");
        switch (outcome)
        {
            case LogoutTokenOutcome.Valid valid:
                await ObeyAsync(context, valid.Token, replays, sessions, logger);
                return;

            case LogoutTokenOutcome.Rejected rejected:
                await RefuseAsync(context, Owner.Client, rejected.Reason, logger);
                return;

            case LogoutTokenOutcome.ProviderUnavailable:
                await RefuseAsync(context, Owner.IdentityProvider, "the provider's keys cannot be had right now", logger);
                return;

            default:
                throw new InvalidOperationException("An outcome without meaning.");
        }
    }

    private static async Task ObeyAsync(
        HttpContext context, LogoutToken token, LogoutTokenReplays replays, ListedSessions sessions, ILogger logger)
    {
        var use = await replays.BeginAsync(token);
        if (use == LogoutTokenUse.Replayed)
        {
            await RefuseAsync(context, Owner.Client, "it has been used before", logger);
            return;
        }

        var endings = use == LogoutTokenUse.First ? await EndAsync(context.Frontend(), token, replays, sessions) : SessionEndings.None;
        if (!endings.AreComplete)
        {
            await RefuseAsync(context, Owner.SessionStore, "the sessions cannot be ended right now", logger);
            return;
        }

        logger.LoggedOutByProvider(context.Frontend().Name, endings.Ended);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status200OK;
    }

    private static async Task<SessionEndings> EndAsync(Frontend frontend, LogoutToken token, LogoutTokenReplays replays, ListedSessions sessions)
    {
        var endings = SessionEndings.None;
        try
        {
            endings = await sessions.EndAsync(frontend, token.Subject, token.ProviderSession, SessionEndCause.BackChannel);
            return endings.AreComplete && await replays.KeepAsync(token) ? endings : SessionEndings.None;
        }
        finally
        {
            if (!endings.AreComplete) await replays.ReleaseAsync(token);
        }
    }

    private static Task RefuseAsync(HttpContext context, Owner owner, string reason, ILogger logger)
    {
        logger.LogoutTokenRefused(context.Frontend().Name, reason);
        return context.WriteProblemAsync(StatusCodes.Status400BadRequest, owner, $"The logout token is refused: {reason}.");
    }

    /// <summary>Null when there is not exactly one, of a size a token can have.</summary>
    private static async Task<string?> ReadAsync(HttpRequest request)
    {
        if (request.ContentType?.Split(';')[0].Trim().Equals(FormType, StringComparison.OrdinalIgnoreCase) != true) return null;

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = LargestBody;
        try
        {
            var form = await request.ReadFormAsync(Limits, request.HttpContext.RequestAborted);
            return form[Field] is [{ Length: > 0 } token] ? token : null;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }
}
