namespace Gateway.Authentication.Bearer;

/// <summary>
/// A caller whose token is refused is not a stranger who may pass where strangers may, and one whose token nobody can check is not refused.
/// Directly behind authentication: no later step, and no upstream, takes such a caller for anonymous.
/// </summary>
internal sealed class BearerRefusalMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => context.Features.Get<TokenOutcome>() switch
    {
        null or TokenOutcome.Valid => next(context),
        TokenOutcome.Rejected rejected => BearerAnswers.RefusedAsync(context, rejected.Reason),
        TokenOutcome.Unavailable => BearerAnswers.UnavailableAsync(context),
        var other => throw new InvalidOperationException($"An outcome without meaning: {other.GetType().Name}."),
    };
}

internal static class CallerOfRequest
{
    /// <summary>Whether the caller brought a token that is believed.</summary>
    public static bool HasValidToken(this HttpContext context) => context.Features.Get<TokenOutcome>() is TokenOutcome.Valid;
}
