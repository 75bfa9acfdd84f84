using System.Text.Json.Nodes;
using Gateway.Authentication;
using Gateway.Authentication.Bearer;
using Gateway.Authentication.Providers;
using Xunit;

namespace Gateway.Tests.Authentication.Bearer;

/// <summary>What is remembered of a token, for how long, and what ends it.</summary>
public sealed class TokenResultsTests : IDisposable
{
    private readonly TokenWorld _world = new();

    [Fact]
    public async Task A_token_is_looked_at_once_and_then_known()
    {
        var token = _world.Key.Sign(_world.Claims());
        var first = Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token));
        Assert.Same(first, await _world.FindAsync(token));
        Assert.Same(first, await _world.FindAsync(token));
        Assert.Equal((1, 2), (_world.Counted("jwt", "miss"), _world.Counted("jwt", "hit")));
    }

    [Fact]
    public async Task Who_asks_while_a_token_is_looked_at_gets_that_answer()
    {
        var gate = new TaskCompletionSource();
        _world.Provider.Gate = gate.Task;
        _world.Provider.Introspected = _ => _world.Active();
        var asking = Enumerable.Range(0, 1000).Select(_ => _world.FindAsync("opaque-1")).ToList();
        gate.SetResult();
        Assert.Single((await Task.WhenAll(asking)).Distinct());
        Assert.Equal(1, _world.Provider.Introspections);
        Assert.Equal((1, 999), (_world.Counted("opaque", "miss"), _world.Counted("opaque", "joined")));
    }

    // seconds the token lives, MaxAge, seconds it is known
    [Theory]
    [InlineData(600, 300, 300)]
    [InlineData(120, 300, 120)]
    [InlineData(600, 60, 60)]
    public async Task It_is_known_until_its_end_or_the_cap_and_no_skew_is_added(int lives, int cap, int known)
    {
        _world.Cache.Set(new AuthenticationCacheOptions { MaxAge = TimeSpan.FromSeconds(cap), OpaqueMaxAge = TimeSpan.FromSeconds(cap) });
        _world.Provider.Introspected = _ => _world.Active(lives);
        var claims = _world.Claims();
        claims["exp"] = _world.Now + lives;
        var jwt = _world.Key.Sign(claims);
        await _world.FindAsync(jwt);
        await _world.FindAsync("opaque-1");

        _world.Time.Advance(TimeSpan.FromSeconds(known) - TimeSpan.FromMilliseconds(1));
        await _world.FindAsync(jwt);
        await _world.FindAsync("opaque-1");
        Assert.Equal((1, 1), (_world.Counted("jwt", "hit"), _world.Counted("opaque", "hit")));
        _world.Time.Advance(TimeSpan.FromMilliseconds(1));
        await _world.FindAsync(jwt);
        await _world.FindAsync("opaque-1");
        Assert.Equal((1, 1), (_world.Counted("jwt", "hit"), _world.Counted("opaque", "hit")));
        Assert.Equal(2, _world.Provider.Introspections);
    }

    [Fact]
    public async Task A_token_past_its_end_within_the_skew_passes_and_is_not_kept()
    {
        var claims = _world.Claims();
        claims["exp"] = _world.Now - 30;
        var token = _world.Key.Sign(claims);
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token));
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token));
        Assert.Equal((2, 0), (_world.Counted("jwt", "miss"), _world.Counted("jwt", "hit")));
    }

    [Fact]
    public async Task A_definite_refusal_is_remembered_briefly()
    {
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync("opaque-1"));
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync("opaque-1"));
        Assert.Equal((1, 1), (_world.Provider.Introspections, _world.Counted("opaque", "rejected")));
        _world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync("opaque-1"));
        Assert.Equal(2, _world.Provider.Introspections);
    }

    [Fact]
    public async Task What_is_not_definite_is_not_remembered()
    {
        var early = _world.Claims();
        early["nbf"] = _world.Now + 100;
        var token = _world.Key.Sign(early);
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(token));
        _world.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token));

        _world.Provider.IsDown = true;
        Assert.IsType<TokenOutcome.Unavailable>(await _world.FindAsync("opaque-1"));
        _world.Provider.IsDown = false;
        _world.Provider.Introspected = _ => _world.Active();
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync("opaque-1"));
    }

    [Fact]
    public async Task A_token_dies_with_its_key()
    {
        using var second = new SigningKey("second");
        _world.Provider.Keys.TryAdd("second", second);
        var claims = _world.Claims();
        claims["exp"] = _world.Now + 7200;
        _world.Cache.Set(new AuthenticationCacheOptions { MaxAge = TimeSpan.FromHours(1) });
        var (dies, lives) = (second.Sign(claims), _world.Key.Sign(claims));
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(dies));
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(lives));

        _world.Provider.Keys.TryRemove("second", out _);
        _world.Time.Advance(ProviderMetadata.RefreshEvery);
        await _world.Metadata.RefreshIfDueAsync();
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(lives));
        Assert.Equal(1, _world.Counted("jwt", "hit"));
        var refused = _world.FindAsync(dies);
        await Eventually.HoldsAsync(
            () =>
            {
                _world.Time.Advance(TimeSpan.FromSeconds(1));
                return refused.IsCompleted;
            },
            "the key is looked for");
        Assert.IsType<TokenOutcome.Rejected>(await refused);
    }

    [Theory]
    [InlineData(false, nameof(TokenOutcome.Rejected))]
    [InlineData(true, nameof(TokenOutcome.Unavailable))]
    public async Task An_unknown_key_is_a_refusal_only_when_the_provider_could_say_so(bool isDown, string expected)
    {
        using var second = new SigningKey("second");
        await _world.FindAsync(_world.Key.Sign(_world.Claims()));
        _world.Time.Advance(ProviderMetadata.FetchAtMostEvery);
        _world.Provider.IsDown = isDown;
        Assert.Equal(expected, (await _world.FindAsync(second.Sign(_world.Claims()))).GetType().Name);

        // Neither is remembered: the key may be published the next moment.
        _world.Time.Advance(ProviderMetadata.FetchAtMostEvery);
        _world.Provider.IsDown = false;
        _world.Provider.Keys.TryAdd("second", second);
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(second.Sign(_world.Claims())));
    }

    [Fact]
    public async Task Whose_key_nobody_could_look_for_is_not_refused()
    {
        using var second = new SigningKey("second");
        var seen = await _world.Metadata.GetAsync();
        var invented = Enumerable.Range(0, KeyPlaces.MostKeys).Select(number => _world.Metadata.WaitForKeyAsync(seen, $"invented-{number}")).ToList();
        Assert.IsType<TokenOutcome.Unavailable>(await _world.FindAsync(second.Sign(_world.Claims())));
        Assert.IsType<TokenOutcome.Unavailable>(await _world.FindAsync(second.Sign(_world.Claims(), new JsonObject { ["alg"] = "RS256" })));
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(_world.Key.Sign(_world.Claims())));
        Assert.DoesNotContain(invented, wait => wait.IsCompleted);
    }

    [Fact]
    public async Task Another_key_under_the_same_name_is_another_key()
    {
        var token = _world.Key.Sign(_world.Claims());
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token));
        using var other = new SigningKey(_world.Key.Id);
        _world.Provider.Keys[_world.Key.Id] = other;
        _world.Time.Advance(ProviderMetadata.RefreshEvery - TimeSpan.FromSeconds(1));
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.Metadata.RefreshIfDueAsync();
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(token));
    }

    [Fact]
    public async Task Changed_settings_are_in_effect_at_once()
    {
        var token = _world.Key.Sign(_world.Claims());
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token));
        var before = _world.Issuers.CurrentValue;
        _world.Issuers.Set(new() { ["corp"] = new BearerOptions { Authority = ScriptedProvider.Authority, Audiences = ["invoices"] } });
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(token));
        _world.Issuers.Set(before);
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token));
    }

    [Fact]
    public async Task With_no_age_allowed_nothing_is_remembered()
    {
        _world.Cache.Set(new AuthenticationCacheOptions { MaxAge = TimeSpan.Zero, OpaqueMaxAge = TimeSpan.Zero, RejectedMaxAge = TimeSpan.Zero });
        var token = _world.Key.Sign(_world.Claims());
        for (var round = 0; round < 2; round++)
        {
            Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token));
            Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync("opaque-1"));
        }

        Assert.Equal((0, 0), _world.Results.Held);
        Assert.Equal(2, _world.Provider.Introspections);
    }

    public void Dispose() => _world.Dispose();
}
