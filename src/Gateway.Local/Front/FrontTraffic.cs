namespace Gateway.Local.Front;

/// <summary>Counts what passes the front, so that a redeploy can say what it cost.</summary>
internal sealed class FrontTraffic
{
    private long _requests;
    private long _failed;

    public FrontCount Now => new(Interlocked.Read(ref _requests), Interlocked.Read(ref _failed));

    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Increment(ref _requests);
            // A client that went away is no failure of ours.
            var failed = context.Response.StatusCode >= StatusCodes.Status500InternalServerError && !context.RequestAborted.IsCancellationRequested;
            if (failed) Interlocked.Increment(ref _failed);
        }
    }
}

/// <param name="Requests">Requests answered.</param>
/// <param name="Failed">Of these, answered with a status of 500 or above.</param>
internal readonly record struct FrontCount(long Requests, long Failed)
{
    public static FrontCount operator -(FrontCount left, FrontCount right) =>
        new(left.Requests - right.Requests, left.Failed - right.Failed);

    public static FrontCount Subtract(FrontCount left, FrontCount right) => left - right;
}
