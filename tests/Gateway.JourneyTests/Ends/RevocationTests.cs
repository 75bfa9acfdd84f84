using System.Collections.Concurrent;
using System.Text.Json;
using Gateway.JourneyTests.Surroundings;
using Gateway.Local.Identity;
using Microsoft.AspNetCore.Http;
using StackExchange.Redis;
using Xunit;

namespace Gateway.JourneyTests.Ends;

/// <summary>Signing out while the provider is down, at a replica that dies right after: the refresh token is revoked all the same, later.</summary>
[Collection(WaitingJourneys.Name)]
public sealed class RevocationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_revocation_outlives_the_providers_outage_and_the_replica_and_Redis_holds_no_secret()
    {
        var (issued, revoked) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        await using var world = await World.StartAsync(new WorldOptions
        {
            Identity = options => options with { Intercept = (context, next) => WatchAsync(context, next, issued, revoked) },
        });
        var carol = await UserOfReplicas.SignInAsync(world, "carol-canary");
        var dave = await UserOfReplicas.SignInAsync(world, "dave-canary");
        var token = (await carol.CallAsync(0, HttpMethod.Get, "/api/x")).Header("Authorization")!["Bearer ".Length..];
        Assert.Equal(2, issued.Count);

        await world.Identity.StopAsync(CancellationToken.None);
        await carol.LogOutAtAsync(0);
        Assert.DoesNotContain(true, await carol.IsSignedInEverywhereAsync());
        await using var redis = await ConnectionMultiplexer.ConnectAsync(world.Redis.ConnectionString);
        await Eventually.HoldsAsync(async () => await WaitingAsync(redis) == 1, Patience, () => "the revocation waits in Redis");
        await world.Gateways[0].KillAsync();

        var contents = await RedisContents.ReadAsync(world.Redis.ConnectionString);
        string[] secrets =
        [
            .. issued, token, token.Split('.')[2], carol.CookieValue["v1.".Length..], dave.CookieValue["v1.".Length..], carol.Name, dave.Name,
            carol.ProviderSession, dave.ProviderSession, "demo-secret", "a-secret-for-one-test-run",
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, contents, StringComparison.Ordinal));
        Assert.Contains(dave.SessionId, contents, StringComparison.Ordinal);

        await world.Identity.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(async () => await WaitingAsync(redis) == 0 && !revoked.IsEmpty, Patience, () => "the provider has been told");
        Assert.Contains(issued, secret => secret == revoked.First());
        Assert.True(await dave.IsSignedInAtAsync(1));
    }

    private static Task<long> WaitingAsync(ConnectionMultiplexer redis) => redis.GetDatabase().SortedSetLengthAsync("gateway:revocations");

    /// <summary>Notes each refresh token given out and each one revoked.</summary>
    private static async Task WatchAsync(HttpContext context, RequestDelegate next, ConcurrentQueue<string> issued, ConcurrentQueue<string> revoked)
    {
        if (context.Request.Path == IdentityPaths.Revocation)
        {
            context.Request.EnableBuffering();
            var form = await context.Request.ReadFormAsync();
            context.Request.Body.Position = 0;
            await next(context);
            if (context.Response.StatusCode == StatusCodes.Status200OK) revoked.Enqueue(form["token"]!);
        }
        else if (context.Request.Path == IdentityPaths.Token)
        {
            var answer = context.Response.Body;
            using var copy = new MemoryStream();
            context.Response.Body = copy;
            await next(context);
            copy.Position = 0;
            using (var tokens = await JsonDocument.ParseAsync(copy)) issued.Enqueue(tokens.RootElement.GetProperty("refresh_token").GetString()!);
            copy.Position = 0;
            context.Response.Body = answer;
            await copy.CopyToAsync(answer);
        }
        else
        {
            await next(context);
        }
    }
}
