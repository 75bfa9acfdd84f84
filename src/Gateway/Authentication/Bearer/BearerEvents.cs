using Gateway.Signals;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// Takes the place of ASP.NET Core's validation at its first extension point: a token whose result is held costs one hash and one
/// look-up, and everything the handler would prepare for a validation is not prepared.
/// </summary>
internal sealed class BearerEvents(TokenResults results, ILogger<BearerEvents> logger) : JwtBearerEvents
{
    public override Task MessageReceived(MessageReceivedContext context)
    {
        var authorization = context.Request.Headers.Authorization;
        if (!BearerHeader.IsPresent(authorization))
        {
            context.NoResult();
            return Task.CompletedTask;
        }

        var signals = context.HttpContext.Signals();
        signals?.Enter(Stage.Authentication);
        var answer = results.FindAsync(BearerHeader.Token(authorization));
        if (!answer.IsCompletedSuccessfully) return AwaitAsync(context, answer);
        Take(context, answer.GetAwaiter().GetResult());
        signals?.Enter(Stage.Gateway);
        return Task.CompletedTask;
    }

    /// <summary>Nobody brought anything: which kind of credential is wanted (RFC 6750, 3), and no login page.</summary>
    public override Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        return BearerAnswers.MissingAsync(context.HttpContext);
    }

    public override Task Forbidden(ForbiddenContext context) => BearerAnswers.ForbiddenAsync(context.HttpContext);

    private async Task AwaitAsync(MessageReceivedContext context, ValueTask<TokenOutcome> answer)
    {
        Take(context, await answer);
        context.HttpContext.Signals()?.Enter(Stage.Gateway);
    }

    private void Take(MessageReceivedContext context, TokenOutcome outcome)
    {
        context.HttpContext.Features.Set(outcome);
        switch (outcome)
        {
            case TokenOutcome.Valid valid:
                context.Principal = valid.Principal;
                context.Success();
                return;

            case TokenOutcome.Rejected rejected:
                logger.TokenRefused(rejected.Reason);
                context.NoResult();
                return;

            case TokenOutcome.Unavailable:
                context.NoResult();
                return;

            default:
                throw new InvalidOperationException($"An outcome without meaning: {outcome.GetType().Name}.");
        }
    }
}
