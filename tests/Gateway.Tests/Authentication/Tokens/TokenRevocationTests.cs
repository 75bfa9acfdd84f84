using System.Net;
using System.Text;
using Gateway.Authentication.Tokens;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tests.Redis;
using Microsoft.AspNetCore.DataProtection;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Authentication.Tokens;

/// <summary>What becomes of the refresh token when a session ends, over a real Redis.</summary>
public sealed class TokenRevocationTests : IAsyncLifetime
{
    private readonly EphemeralDataProtectionProvider _keys = new();
    private readonly string _token = $"canary-{Guid.NewGuid():N}";
    private RedisServer? _redis;
    private ConnectionMultiplexer? _client;

    private IDatabase Database => _client!.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _client = await _redis.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_session_that_ends_here_has_its_refresh_token_revoked_at_once()
    {
        await using var world = await WorldAsync();
        await world.Revocation.StartAsync(CancellationToken.None);
        var secret = SessionSecret.Create();
        var session = RevocationWorld.Session(_token) with { Id = secret.Id };
        await world.Replica.Sessions.CreateAsync(secret, session);
        await Eventually.HoldsAsync(() => world.Revocation.ExecuteTask is not null, "the worker runs");

        await world.Replica.Sessions.EndAsync(new SessionEnd(session.Id, "shop", SessionEndCause.Administrator));

        await Eventually.HoldsAsync(() => world.Sent.Any(form => form.Contains(_token, StringComparison.Ordinal)), "the provider is told");
        await Eventually.HoldsAsync(async () => await WaitingAsync() == 0, "nothing is left to do");
        await world.Revocation.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task With_the_provider_down_the_order_waits_sealed_and_another_replica_does_it_later()
    {
        await using (var first = await WorldAsync())
        {
            first.ProviderAnswers = null;
            first.Revocation.Start(RevocationWorld.Session(_token), SessionEndCause.User);
            await Eventually.HoldsAsync(async () => await WaitingAsync() == 1, "the order waits in Redis");
        }

        var order = (byte[])(await Database.SortedSetRangeByRankAsync(RedisKeys.Revocations))[0]!;
        Assert.DoesNotContain(_token, Encoding.Latin1.GetString(order), StringComparison.Ordinal);
        Assert.NotNull(await Database.KeyTimeToLiveAsync(RedisKeys.Revocations));

        // Its first taker is gone and has said nothing: as if its time had passed.
        await Database.SortedSetAddAsync(RedisKeys.Revocations, order, 1);
        await using var second = await WorldAsync();
        await second.Revocation.WorkAsync();

        Assert.Contains(_token, Assert.Single(second.Sent), StringComparison.Ordinal);
        Assert.Equal(0, await WaitingAsync());
    }

    [Fact]
    public async Task An_order_is_taken_by_one_replica_and_comes_back_after_a_failure()
    {
        await using var one = await WorldAsync();
        await using var other = await WorldAsync();
        await one.Queue.AddTakenAsync(one.Queue.Seal(new RevocationOrder("shop", "id", _token, TimeProvider.System.GetUtcNow())));
        Assert.Empty(await other.Queue.TakeDueAsync(10));

        var order = (await Database.SortedSetRangeByRankAsync(RedisKeys.Revocations))[0];
        await Database.SortedSetAddAsync(RedisKeys.Revocations, order, 1);
        var taken = await Task.WhenAll(one.Queue.TakeDueAsync(10), other.Queue.TakeDueAsync(10));
        Assert.Equal(1, taken.Sum(orders => orders.Count));

        await one.Queue.PostponeAsync(order!, TimeSpan.FromMilliseconds(50));
        await Eventually.HoldsAsync(async () => (await other.Queue.TakeDueAsync(10)).Count == 1, "it is due again");
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, 0)]
    [InlineData(HttpStatusCode.Unauthorized, 0)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 1)]
    [InlineData(HttpStatusCode.InternalServerError, 1)]
    [InlineData(HttpStatusCode.TooManyRequests, 1)]
    public async Task Only_an_answer_that_stays_the_same_ends_an_order(HttpStatusCode answer, int waiting)
    {
        await using var world = await WorldAsync();
        world.ProviderAnswers = answer;
        world.Revocation.Start(RevocationWorld.Session(_token), SessionEndCause.User);

        await Eventually.HoldsAsync(() => world.Sent.Count == 1, "the provider has answered");
        await Eventually.HoldsAsync(async () => await WaitingAsync() == waiting, "the order is where it belongs");
    }

    [Fact]
    public async Task With_the_store_down_the_order_waits_in_memory()
    {
        await using var world = await WorldAsync();
        world.ProviderAnswers = null;
        await _redis!.KillAsync();
        world.Revocation.Start(RevocationWorld.Session(_token), SessionEndCause.User);
        await Eventually.HoldsAsync(() => world.Revocation.Kept == 1, "the order is kept");

        world.ProviderAnswers = HttpStatusCode.OK;
        await Eventually.HoldsAsync(
            async () =>
            {
                await world.Revocation.WorkAsync();
                return world.Sent.Count == 1 && world.Revocation.Kept == 0;
            },
            "the provider is told although the store is still away");
    }

    [Fact]
    public async Task A_day_old_order_is_given_up_also_by_those_who_cannot_read_it()
    {
        await using var world = await WorldAsync();
        world.ProviderAnswers = null;
        var old = new RevocationOrder("shop", "id", _token, TimeProvider.System.GetUtcNow() - RevocationSchedule.GiveUpAfter - TimeSpan.FromMinutes(1));
        await Database.SortedSetAddAsync(RedisKeys.Revocations, world.Queue.Seal(old), 1);
        await using var other = await RevocationWorld.StartAsync(_redis!, new EphemeralDataProtectionProvider());
        var (theirs, theirsOfToday) = (other.Queue.Seal(old), other.Queue.Seal(old with { GivenAt = TimeProvider.System.GetUtcNow() }));
        await Database.SortedSetAddAsync(RedisKeys.Revocations, theirs, 2);
        await Database.SortedSetAddAsync(RedisKeys.Revocations, theirsOfToday, 3);

        await world.Revocation.WorkAsync();

        // In the middle of a rollout with other keys they may be able to do it yet.
        Assert.Equal(theirsOfToday, (byte[])Assert.Single(await Database.SortedSetRangeByRankAsync(RedisKeys.Revocations))!);
    }

    [Fact]
    public async Task A_user_who_signs_in_again_has_not_left_and_nothing_is_revoked()
    {
        await using var world = await WorldAsync();
        world.Revocation.Start(RevocationWorld.Session(_token), SessionEndCause.Replaced);
        world.Revocation.Start(RevocationWorld.Session("second"), SessionEndCause.User);

        await Eventually.HoldsAsync(() => world.Sent.Count > 0, "the second is told");
        Assert.DoesNotContain(world.Sent, form => form.Contains(_token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 0.0, 0.75)]
    [InlineData(0, 1.0, 1)]
    [InlineData(8, 1.0, 8)]
    [InlineData(8, 0.0, 6)]
    [InlineData(86_000, 1.0, 300)]
    public void Each_wait_doubles_the_age_up_to_five_minutes(int age, double jitter, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RevocationSchedule.Wait(TimeSpan.FromSeconds(age), jitter));

    [Fact]
    public void An_order_never_shows_its_token() =>
        Assert.DoesNotContain(_token, new RevocationOrder("shop", "id", _token, TimeProvider.System.GetUtcNow()).ToString(), StringComparison.Ordinal);

    private Task<RevocationWorld> WorldAsync() => RevocationWorld.StartAsync(_redis!, _keys);

    private Task<long> WaitingAsync() => Database.SortedSetLengthAsync(RedisKeys.Revocations);
}
