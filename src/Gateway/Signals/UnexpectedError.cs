namespace Gateway.Signals;

/// <summary>
/// Answers what nobody foresaw: a problem that owns up to it, never a stack trace. An answer that has begun is cut off, so that it cannot be
/// taken for a whole one.
/// </summary>
internal static class UnexpectedError
{
    public static Task AnswerAsync(HttpContext context, Exception failure, ILogger logger)
    {
        // The client has gone; there is nobody to answer.
        if (context.RequestAborted.IsCancellationRequested) return Task.CompletedTask;

        if (failure is BadHttpRequestException unreadable && !context.Response.HasStarted)
        {
            context.Response.Clear();
            return context.WriteProblemAsync(unreadable.StatusCode, Owner.Client, "The request could not be read.");
        }

        logger.Unexpected(failure, context.Request.Method);
        if (context.Response.HasStarted)
        {
            context.Signals()?.BrokenOff(Owner.Gateway);
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        return context.WriteProblemAsync(StatusCodes.Status500InternalServerError, Owner.Gateway, "The gateway failed to handle this request.");
    }
}
