using Gateway.Authentication.Bearer;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Signals;

namespace Gateway.Authentication.Tokens;

/// <summary>
/// Gets the token a route wants and nobody has ready. Behind authorization, so that nobody who may not call has a token asked for
/// in his name, and before forwarding, so that no upstream is called without it. Routes without such a wish pass untouched.
/// </summary>
internal sealed class UpstreamTokenMiddleware(RequestDelegate next, ClientTokens own, ExchangedTokens exchanged)
{
    public Task InvokeAsync(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<UpstreamTokenRequirement>() is { } requirement
        ? AskAsync(context, requirement)
        : next(context);

    private Task AskAsync(HttpContext context, UpstreamTokenRequirement requirement) => requirement.Source switch
    {
        UpstreamTokenSource.Client => ContinueAsync(context, requirement.Source, own.GetAsync(context.Frontend(), requirement.Target)),
        UpstreamTokenSource.Exchange => ExchangeAsync(context, requirement.Target),
        // Whoever refreshes the session has set it already.
        UpstreamTokenSource.Refresh => next(context),
        _ => throw new InvalidOperationException($"A token from {requirement.Source} has no meaning."),
    };

    private Task ExchangeAsync(HttpContext context, TokenTarget target)
    {
        // A stranger on a route open to strangers has nothing to exchange, and goes as a stranger.
        if (CallersToken.Of(context) is not { } subject) return next(context);

        // A token that was brought is refused before what was made of it is looked for.
        var expiresAt = context.HasValidToken() ? null : context.Session()?.Session.Tokens.AccessTokenExpiresAt;
        return ContinueAsync(context, UpstreamTokenSource.Exchange, exchanged.GetAsync(context.Frontend(), target, subject, expiresAt));
    }

    private async Task ContinueAsync(HttpContext context, UpstreamTokenSource source, ValueTask<TokenAnswer> asked)
    {
        TokenAnswer answer;
        using (context.During(Stage.TokenRefresh)) answer = await asked;
        switch (answer)
        {
            case TokenAnswer.Granted granted:
                context.Features.Set(granted.Authorization);
                await next(context);
                break;

            // Refused to the gateway's own client it is the operator's to mend, and no fault of the caller's.
            case TokenAnswer.Refused when source == UpstreamTokenSource.Exchange:
                await context.WriteProblemAsync(
                    StatusCodes.Status403Forbidden, Owner.IdentityProvider, "The identity provider gives no token for this service in your name.");
                break;

            case TokenAnswer.Refused or TokenAnswer.Unavailable:
                await context.WriteProblemAsync(
                    StatusCodes.Status503ServiceUnavailable, Owner.IdentityProvider, "The identity provider gives no token for this service right now. Try again shortly.");
                break;

            default:
                throw new InvalidOperationException("An answer without meaning.");
        }
    }
}
