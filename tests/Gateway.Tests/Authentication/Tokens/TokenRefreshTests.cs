using Gateway.Authentication.Tokens;
using Gateway.Frontends;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Signals;
using Gateway.Tests.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Authentication.Tokens;

public sealed class TokenRefreshTests : IDisposable
{
    private readonly RememberedWorld _world = new();
    private readonly ScriptedEndpoint _provider = new();
    private readonly TokenOptions _options = new();
    private readonly TokenRefresh _refresh;

    public TokenRefreshTests()
    {
        var protocol = new RefreshProtocol(
            _world.Sessions, new FreeLeases(), _provider, new TokenMetrics(_world.Measured.Meters), _world.Time, NullLogger<RefreshProtocol>.Instance);
        _refresh = new TokenRefresh(protocol, new SettableOptions<TokenOptions>(_options), _world.Time, NullLogger<TokenRefresh>.Instance);
    }

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(600, 61, RefreshDue.No)]
    [InlineData(600, 60, RefreshDue.Soon)]
    [InlineData(600, 0.1, RefreshDue.Soon)]
    [InlineData(600, 0, RefreshDue.Now)]
    [InlineData(600, -5, RefreshDue.Now)]
    // One that lives a minute at all: in the last third of its life, not from its first moment on.
    [InlineData(60, 30, RefreshDue.No)]
    [InlineData(60, 19, RefreshDue.Soon)]
    [InlineData(null, 59, RefreshDue.Soon)]
    internal void A_token_is_renewed_a_minute_before_its_end_or_in_the_last_third_of_a_short_life(int? lifetimeInSeconds, double secondsLeft, RefreshDue due)
    {
        var now = _world.Time.GetUtcNow();
        var expires = now.AddSeconds(secondsLeft);
        Assert.Equal(due, _refresh.DueOf(new HeldToken("access", lifetimeInSeconds is { } lifetime ? expires.AddSeconds(-lifetime) : null, expires)));
    }

    [Fact]
    public async Task Requests_at_the_same_moment_share_one_refresh()
    {
        var due = await DueAsync();
        var waiting = Enumerable.Range(0, 50).Select(_ => _refresh.RefreshAsync(due)).ToList();
        _provider.Answer(new RedemptionAnswer.Granted(new GrantedTokens("fresh", TimeSpan.FromMinutes(10), "next", null, null)));

        var results = await Task.WhenAll(waiting);

        Assert.All(results, result => Assert.Equal("fresh", Assert.IsType<RefreshResult.Fresh>(result).Stored.Session.Tokens.AccessToken));
        Assert.Equal(1, _provider.Calls);
        Assert.Equal(1, _world.Measured.Of("gateway.token.refreshes{frontend=shop,result=refreshed}"));
        Assert.Equal("fresh", (await _world.SessionOfAsync(due.Secret)).Tokens.AccessToken);
    }

    [Fact]
    public async Task A_request_waits_for_RefreshTimeout_and_the_refresh_goes_on()
    {
        var due = await DueAsync();
        var waiting = _refresh.RefreshAsync(due);
        _world.Time.Advance(_options.RefreshTimeout);
        Assert.Equal(Owner.IdentityProvider, Assert.IsType<RefreshResult.Unavailable>(await waiting).Owner);

        _provider.Answer(new RedemptionAnswer.Granted(new GrantedTokens("late", TimeSpan.FromMinutes(10), "next", null, null)));
        await Eventually.HoldsAsync(async () => (await _world.SessionOfAsync(due.Secret)).Tokens.AccessToken == "late", "the late answer is kept");
    }

    [Fact]
    public async Task A_provider_that_fails_is_left_alone_for_a_while_and_the_session_goes_on()
    {
        var due = await DueAsync();
        await FailAsync(due);
        Assert.Equal(1, _provider.Calls);

        Assert.IsType<RefreshResult.Unavailable>(await _refresh.RefreshAsync(due));
        _refresh.Start(due);
        Assert.Equal(1, _provider.Calls);

        // A second later it is asked again, then after two, four, eight, and never more seldom than every ten.
        foreach (var pause in (int[])[1, 2, 4, 8, 10, 10])
        {
            _world.Time.Advance(TimeSpan.FromSeconds(pause));
            await FailAsync(due);
        }

        Assert.Equal(7, _provider.Calls);
        await _world.FoundFromAsync(due.Secret);
        Assert.Equal(0, _world.Ended("refresh-rejected"));
    }

    [Fact]
    public async Task A_refused_refresh_token_ends_the_session_and_the_cause_is_recorded()
    {
        var due = await DueAsync();
        var waiting = _refresh.RefreshAsync(due);
        _provider.Answer(new RedemptionAnswer.Rejected("invalid_grant"));

        Assert.IsType<RefreshResult.Ended>(await waiting);
        await _world.IsMissingAsync(due.Secret);
        Assert.Equal(1, _world.Ended("refresh-rejected"));
    }

    [Fact]
    public async Task A_refusal_for_one_target_ends_no_session_and_is_not_asked_for_again_at_once()
    {
        var due = await DueAsync() with { Target = new TokenTarget("https://orders.example.com", null, null) };
        var waiting = _refresh.RefreshAsync(due);
        _provider.Answer(new RedemptionAnswer.Rejected("invalid_grant"));

        Assert.IsType<RefreshResult.Refused>(await waiting);
        Assert.IsType<RefreshResult.Refused>(await _refresh.RefreshAsync(due));
        Assert.Equal(1, _provider.Calls);
        await _world.FoundFromAsync(due.Secret);
        Assert.Equal(0, _world.Ended("refresh-rejected"));
    }

    [Fact]
    public async Task A_replica_that_leaves_the_provider_alone_takes_what_another_one_got()
    {
        var due = await DueAsync();
        await FailAsync(due);
        var renewed = due.Held.Session with
        {
            Tokens = due.Held.Session.Tokens with { AccessToken = "another's", AccessTokenExpiresAt = _world.Time.GetUtcNow().AddMinutes(10) },
        };
        Assert.Equal(SessionWrite.Written, await _world.Store.ReplaceAsync(due.Secret, due.Held, renewed));

        Assert.Equal("another's", Assert.IsType<RefreshResult.Fresh>(await _refresh.RefreshAsync(due)).Stored.Session.Tokens.AccessToken);
        Assert.Equal(1, _provider.Calls);
    }

    [Fact]
    public async Task A_session_without_a_refresh_token_goes_on_without_a_living_access_token()
    {
        var secret = SessionSecret.Create();
        var session = Sample.Session(secret, _world.Time.GetUtcNow());
        await _world.Store.CreateAsync(secret, session with { Tokens = session.Tokens with { RefreshToken = null } });
        var held = Assert.IsType<SessionLookup.Found>(await _world.Sessions.FindAsync(secret)).Stored;

        Assert.IsType<RefreshResult.NotRefreshable>(await _refresh.RefreshAsync(new RefreshCase(RefreshModel.Shop, secret, held)));
        await _world.FoundFromAsync(secret);
    }

    [Fact]
    public async Task While_the_store_is_away_no_token_is_redeemed()
    {
        var due = await DueAsync();
        _world.Store.Down = UnavailableReason.StoreUnreachable;

        Assert.Equal(Owner.SessionStore, Assert.IsType<RefreshResult.Unavailable>(await _refresh.RefreshAsync(due)).Owner);
        Assert.Equal(0, _provider.Calls);
    }

    [Fact]
    public async Task A_store_that_goes_away_after_the_redemption_gets_the_tokens_when_it_returns_and_a_replica_that_stops_waits_for_that()
    {
        var due = await DueAsync();
        var refreshing = _refresh.RefreshAsync(due);
        _world.Store.Down = UnavailableReason.StoreUnreachable;
        _provider.Answer(new RedemptionAnswer.Granted(new GrantedTokens("fresh", TimeSpan.FromMinutes(10), "next", null, null)));
        var stopping = _refresh.StopAsync(CancellationToken.None);
        Assert.False(stopping.IsCompleted);

        _world.Store.Down = null;
        await Eventually.HoldsAsync(
            () =>
            {
                _world.Time.Advance(TimeSpan.FromMilliseconds(100));
                return stopping.IsCompleted;
            },
            "the tokens are stored");
        Assert.IsType<RefreshResult.Fresh>(await refreshing);
        Assert.Equal("next", (await _world.SessionOfAsync(due.Secret)).Tokens.RefreshToken);
    }

    private async Task FailAsync(RefreshCase due)
    {
        var waiting = _refresh.RefreshAsync(due);
        _provider.Answer(new RedemptionAnswer.Unavailable("503"));
        Assert.Equal(Owner.IdentityProvider, Assert.IsType<RefreshResult.Unavailable>(await waiting).Owner);
    }

    private async Task<RefreshCase> DueAsync()
    {
        var secret = await _world.RememberedAsync();
        return new RefreshCase(RefreshModel.Shop, secret, Assert.IsType<SessionLookup.Found>(await _world.Sessions.FindAsync(secret)).Stored);
    }

    private sealed class FreeLeases : IRefreshLeases
    {
        public Task<LeaseAnswer> TryTakeAsync(SessionId session) => Task.FromResult<LeaseAnswer>(new LeaseAnswer.Taken(new Lease()));

        private sealed class Lease : IRefreshLease
        {
            public bool IsHeld => true;

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    private sealed class ScriptedEndpoint : ITokenEndpoint
    {
        private TaskCompletionSource<RedemptionAnswer> _next = new();
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public Task<RedemptionAnswer> RedeemAsync(Frontend frontend, Redemption redemption)
        {
            Interlocked.Increment(ref _calls);
            return _next.Task;
        }

        public void Abandon(UserSession session)
        {
        }

        public void Answer(RedemptionAnswer answer) => Interlocked.Exchange(ref _next, new()).SetResult(answer);
    }
}
