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

    /// <summary>As if the grant had been revoked at the provider.</summary>
    public bool RefusesAll { get; set; }

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
            if (RefusesAll) await RefuseAsync(context);
            else await next(context);
            _statuses.Enqueue(context.Response.StatusCode);
            return context.Response.StatusCode;
        });
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsJsonAsync(new { error = "invalid_grant" });
    }
}
