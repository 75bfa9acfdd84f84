using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// What the callers of a route for tokens are told. Who they are was settled once, before authorization (<see cref="CallerMiddleware"/>):
/// a token whose result is held costs one hash and one look-up, and nothing is prepared for a validation that does not take place.
/// </summary>
internal sealed class BearerEvents : JwtBearerEvents
{
    public override Task MessageReceived(MessageReceivedContext context)
    {
        if (context.HttpContext.Features.Get<TokenOutcome>() is TokenOutcome.Valid valid)
        {
            context.Principal = valid.Principal;
            context.Success();
        }
        else
        {
            context.NoResult();
        }

        return Task.CompletedTask;
    }

    /// <summary>Nobody brought anything: which kind of credential is wanted (RFC 6750, 3), and no login page.</summary>
    public override Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        return BearerAnswers.MissingAsync(context.HttpContext);
    }

    public override Task Forbidden(ForbiddenContext context) => BearerAnswers.ForbiddenAsync(context.HttpContext);
}
