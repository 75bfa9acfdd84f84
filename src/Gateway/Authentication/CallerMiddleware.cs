using Gateway.Authentication.Bearer;
using Gateway.Sessions;
using Gateway.Signals;

namespace Gateway.Authentication;

/// <summary>
/// Who calls? By session or by token, as the endpoint says; where both will do, a token that was brought decides, also when it is refused: who
/// brings one means to be known by it. A caller nobody can check right now is answered here, and so is a refused token: no later step, and
/// no upstream, takes either for a stranger. In place of ASP.NET Core's own step, which would make a service scope, a handler and four tasks
/// to ask what memory answers; its schemes still say what a caller is told who may not pass.
/// </summary>
internal sealed class CallerMiddleware(RequestDelegate next, CookieSessions sessions, TokenResults tokens, ILogger<CallerMiddleware> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var accepted = context.GetEndpoint()?.Metadata;
        if (accepted?.GetMetadata<BearerRequirement>() is { } bearer && bearer.IsMetBy(context.Request.Headers.Authorization)) return ByTokenAsync(context);
        return accepted?.GetMetadata<SessionRequirement>() is { } session ? BySessionAsync(context, session) : next(context);
    }

    private Task BySessionAsync(HttpContext context, SessionRequirement requirement)
    {
        var looking = sessions.FindAsync(context, requirement);
        return looking.IsCompletedSuccessfully ? GoOnAsync(context, looking.GetAwaiter().GetResult()) : AwaitAsync(context, looking);
    }

    private async Task AwaitAsync(HttpContext context, ValueTask<SessionLookup?> looking) => await GoOnAsync(context, await looking);

    private Task GoOnAsync(HttpContext context, SessionLookup? answer)
    {
        if (answer is null) return next(context);
        context.Features.Set(answer);
        if (answer is SessionLookup.Unavailable) return SessionOutage.AnswerAsync(context);
        if (answer is SessionLookup.Found found) context.User = found.Stored.User;
        return next(context);
    }

    private Task ByTokenAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization;
        if (!BearerHeader.IsPresent(authorization)) return next(context);

        var looking = tokens.FindAsync(BearerHeader.Token(authorization));
        return looking.IsCompletedSuccessfully ? GoOnAsync(context, looking.GetAwaiter().GetResult()) : AwaitAsync(context, looking);
    }

    private async Task AwaitAsync(HttpContext context, ValueTask<TokenOutcome> looking)
    {
        TokenOutcome outcome;
        using (context.During(Stage.Authentication)) outcome = await looking;
        await GoOnAsync(context, outcome);
    }

    private Task GoOnAsync(HttpContext context, TokenOutcome outcome)
    {
        context.Features.Set(outcome);
        switch (outcome)
        {
            case TokenOutcome.Valid valid:
                context.User = valid.Principal;
                return next(context);

            case TokenOutcome.Rejected rejected:
                logger.TokenRefused(rejected.Reason);
                return BearerAnswers.RefusedAsync(context, rejected.Reason);

            case TokenOutcome.Unavailable:
                return BearerAnswers.UnavailableAsync(context);

            default:
                throw new InvalidOperationException($"An outcome without meaning: {outcome.GetType().Name}.");
        }
    }
}

internal static class CallerOfRequest
{
    /// <summary>Whether the caller brought a token that is believed.</summary>
    public static bool HasValidToken(this HttpContext context) => context.Features.Get<TokenOutcome>() is TokenOutcome.Valid;
}
