using Gateway.Authentication.Bearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Authentication.Bearer;

/// <summary>What was opened by a token ends with it, and at nothing less.</summary>
public sealed class WatchedTokensTests : IDisposable
{
    private readonly TokenWorld _world = new();
    private readonly WatchedTokens _watched;

    public WatchedTokensTests() => _watched = new WatchedTokens(_world.Results, _world.Channel, _world.Time, NullLogger<WatchedTokens>.Instance);

    public void Dispose()
    {
        _watched.Dispose();
        _world.Dispose();
    }

    [Fact]
    public async Task At_the_tokens_exp_it_ends_and_not_a_second_sooner()
    {
        var opened = await OpenAsync(_world.Key.Sign(_world.Claims()));
        _world.Time.Advance(TimeSpan.FromSeconds(599));
        await IsOpenAsync(opened);

        _world.Time.Advance(TimeSpan.FromSeconds(1));
        _watched.Check();
        Assert.True(opened.IsOver);
    }

    [Fact]
    public async Task A_revocation_another_replica_announces_ends_what_that_token_opened_and_nothing_else()
    {
        _world.Provider.Introspected = _ => _world.Active();
        var (first, second) = (await OpenAsync("opaque-one"), await OpenAsync("opaque-two"));
        _world.Channel.Receive($"revoked {TokenHash.Of("opaque-one")}");
        _watched.Check();
        Assert.True(first.IsOver);
        await IsOpenAsync(second);
    }

    [Fact]
    public async Task A_revocation_here_that_nobody_could_be_told_of_ends_it_within_seconds()
    {
        var token = _world.Key.Sign(_world.Claims());
        var opened = await OpenAsync(token);
        Assert.False(await _world.Results.RevokeAsync(token));
        _world.Time.Advance(TimeSpan.FromSeconds(5));
        _watched.Check();
        Assert.True(opened.IsOver);
    }

    [Fact]
    public async Task What_opens_while_its_token_is_revoked_is_not_forgotten()
    {
        var token = _world.Key.Sign(_world.Claims());
        Assert.True((await OpenAsync(token, beforeWatch: () => _world.Results.RevokeAsync(token))).IsOver);
    }

    [Fact]
    public async Task A_token_its_issuer_does_not_know_any_more_ends_it_once_memory_is_too_old_and_a_silent_issuer_ends_nothing()
    {
        _world.Provider.Introspected = _ => _world.Active();
        var opened = await OpenAsync("opaque-one");
        _world.Provider.IsDown = true;
        _world.Time.Advance(_world.Cache.CurrentValue.OpaqueMaxAge * 2);
        await IsOpenAsync(opened);

        _world.Provider.IsDown = false;
        _world.Provider.Introspected = _ => """{"active":false}""";
        await Eventually.HoldsAsync(
            () =>
            {
                _world.Time.Advance(TimeSpan.FromSeconds(5));
                _watched.Check();
                return opened.IsOver;
            },
            "it is over");
    }

    [Fact]
    public async Task Nothing_is_kept_of_what_is_closed_or_was_opened_without_a_token()
    {
        var opened = await OpenAsync(_world.Key.Sign(_world.Claims()));
        Assert.Equal(1, _watched.Count);
        opened.Watch!.Dispose();
        Assert.Null(_watched.Add(new DefaultHttpContext(), () => { }));
        Assert.Equal(0, _watched.Count);
    }

    private async Task<Opened> OpenAsync(string token, Func<Task>? beforeWatch = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = $"Bearer {token}";
        context.Features.Set(Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token)) as TokenOutcome);
        if (beforeWatch is not null) await beforeWatch();
        var opened = new Opened();
        opened.Watch = _watched.Add(context, () => opened.IsOver = true);
        Assert.NotNull(opened.Watch);
        return opened;
    }

    private async Task IsOpenAsync(Opened opened)
    {
        _watched.Check();
        await Eventually.HoldsAsync(() => _watched.Looking == 0, "the looks are over");
        Assert.False(opened.IsOver);
    }

    private sealed class Opened
    {
        public bool IsOver { get; set; }

        public IDisposable? Watch { get; set; }
    }
}
