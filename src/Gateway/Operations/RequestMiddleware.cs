using Gateway.Signals;

namespace Gateway.Operations;

/// <summary>
/// Around everything else: each request is in progress, has an account of its time, and is answered even where a step fails in a way nobody
/// foresaw. One step for the three, because every step that waits for the rest costs each request a state machine.
/// </summary>
internal sealed class RequestMiddleware(RequestDelegate next, RequestsInProgress requests, RequestAccounts accounts, ILogger<RequestMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        requests.Began(context);
        var signals = accounts.Open(context);
        try
        {
            await next(context);
        }
        catch (Exception failure)
        {
            await UnexpectedError.AnswerAsync(context, failure, logger);
        }
        finally
        {
            if (signals is not null) accounts.Close(context, signals);
            requests.Ended();
        }
    }
}
