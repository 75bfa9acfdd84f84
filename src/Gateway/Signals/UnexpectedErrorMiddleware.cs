namespace Gateway.Signals;

/// <summary>
/// Answers what nobody foresaw: a problem that owns up to it, never a stack trace. Around everything that could throw; an answer
/// that has begun is cut off, so that it cannot be taken for a whole one.
/// </summary>
internal sealed class UnexpectedErrorMiddleware(RequestDelegate next, ILogger<UnexpectedErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
        catch (BadHttpRequestException unreadable) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await context.WriteProblemAsync(unreadable.StatusCode, Owner.Client, "The request could not be read.");
        }
        catch (Exception failure)
        {
            logger.Unexpected(failure, context.Request.Method);
            if (context.Response.HasStarted)
            {
                context.Signals()?.BrokenOff(Owner.Gateway);
                context.Abort();
                return;
            }

            context.Response.Clear();
            await context.WriteProblemAsync(StatusCodes.Status500InternalServerError, Owner.Gateway, "The gateway failed to handle this request.");
        }
    }
}
