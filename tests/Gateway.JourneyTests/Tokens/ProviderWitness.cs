using System.Collections.Concurrent;
using Gateway.Local.Identity;
using Microsoft.AspNetCore.Http;

namespace Gateway.JourneyTests.Tokens;

/// <summary>Stands before the provider's token endpoint and keeps count of refresh tokens: how often one was sent, and how often it was redeemed.</summary>
internal sealed class ProviderWitness
{
    private readonly ConcurrentQueue<int> _statuses = new();

    /// <summary>Refreshes the provider granted.</summary>
    public int Redemptions => _statuses.Count(status => status == StatusCodes.Status200OK);

    /// <summary>Refreshes it refused.</summary>
    public int Refusals => _statuses.Count(status => status != StatusCodes.Status200OK);

    /// <summary>Happens around a refresh; the argument lets the provider handle it and returns its status.</summary>
    public Func<Func<Task<int>>, Task> Around { get; set; } = handle => handle();

    public IdentityProviderOptions Watch(IdentityProviderOptions options) => options with { Intercept = InterceptAsync };

    public void Reset() => _statuses.Clear();

    private async Task InterceptAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path != IdentityPaths.Token || (await context.Request.ReadFormAsync())["grant_type"] != "refresh_token")
        {
            await next(context);
            return;
        }

        await Around(async () =>
        {
            await next(context);
            _statuses.Enqueue(context.Response.StatusCode);
            return context.Response.StatusCode;
        });
    }
}
