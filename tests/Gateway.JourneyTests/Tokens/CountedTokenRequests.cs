using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Gateway.JourneyTests.Tokens;

/// <summary>Stands before the provider: counts token requests by grant, delays them, refuses them.</summary>
internal sealed class CountedTokenRequests
{
    private readonly ConcurrentDictionary<string, int> _counts = new();

    /// <summary>How long each token request takes at least.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>What each token request waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Answers every token request with 503.</summary>
    public bool IsDown { get; set; }

    public int Of(string grant) => _counts.GetValueOrDefault(grant);

    public async Task InterceptAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == "/connect/token")
        {
            var form = await context.Request.ReadFormAsync();
            _counts.AddOrUpdate(form["grant_type"].ToString(), 1, (_, count) => count + 1);
            await Task.Delay(Delay, TimeProvider.System);
            await Gate;
            if (IsDown)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }
        }

        await next(context);
    }
}
