using Gateway.Authentication;
using Gateway.Authentication.Bearer;
using Xunit;

namespace Gateway.Tests.Authentication.Bearer;

/// <summary>What ends a token before its time, and that nothing brings it back.</summary>
public sealed class RevokedTokensTests : IDisposable
{
    private readonly TokenWorld _world = new();

    [Fact]
    public async Task A_revoked_token_is_refused_at_once_and_stays_so()
    {
        _world.Provider.Introspected = _ => _world.Active();
        var jwt = _world.Key.Sign(_world.Claims());
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(jwt));
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync("opaque-1"));

        _world.Channel.Receive("revoked " + TokenHash.ForRevocation(jwt));
        await _world.Results.RevokeAsync("opaque-1");
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(jwt));
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync("opaque-1"));
        _world.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(jwt));
        Assert.Equal(1, _world.Provider.Introspections);
    }

    [Fact]
    public async Task Another_signature_does_not_bring_a_revoked_token_back()
    {
        using var key = new SigningKey("curve", "ES256");
        _world.Provider.Keys.TryAdd(key.Id, key);
        var token = key.Sign(_world.Claims());
        var (other, late) = (key.Sign(token[..token.LastIndexOf('.')]), key.Sign(token[..token.LastIndexOf('.')]));
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token));
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(other));

        await _world.Results.RevokeAsync(token);
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(token));
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(other));
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(late));
        Assert.Equal(0, _world.Results.Held.Believed);
    }

    [Fact]
    public async Task Settings_that_come_back_do_not_bring_a_revoked_token_back()
    {
        _world.Provider.Introspected = _ => _world.Active();
        var tokens = new[] { _world.Key.Sign(_world.Claims()), "opaque-1" };
        foreach (var token in tokens) Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token));
        var before = _world.Issuers.CurrentValue;
        _world.Issuers.Set(new() { ["corp"] = new BearerOptions { Authority = ScriptedProvider.Authority, Audiences = ["invoices"] } });
        foreach (var token in tokens) await _world.Results.RevokeAsync(token);

        _world.Issuers.Set(before);
        foreach (var token in tokens) Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(token));
    }

    [Fact]
    public async Task A_revocation_that_comes_while_a_token_is_looked_at_wins()
    {
        var gate = new TaskCompletionSource();
        _world.Provider.Gate = gate.Task;
        _world.Provider.Introspected = _ => _world.Active();
        var asking = _world.FindAsync("opaque-1");
        _world.Channel.Receive("revoked " + TokenHash.Of("opaque-1"));
        gate.SetResult();
        Assert.IsType<TokenOutcome.Rejected>(await asking);
        Assert.Equal(0, _world.Results.Held.Believed);
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync("opaque-1"));
    }

    [Theory]
    [InlineData("revoked ")]
    [InlineData("revoked nonsense")]
    [InlineData("renamed of-a-later-release")]
    [InlineData("")]
    public async Task Messages_that_mean_nothing_here_are_ignored(string message)
    {
        var token = _world.Key.Sign(_world.Claims());
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token));
        _world.Channel.Receive(message);
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token));
        Assert.Equal((1, 1), (_world.Counted("jwt", "miss"), _world.Counted("jwt", "hit")));
    }

    [Fact]
    public async Task What_a_gap_in_the_channel_may_have_hidden_is_looked_at_again()
    {
        _world.Provider.Introspected = _ => _world.Active();
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync("opaque-1"));
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        _world.Channel.Receive(_world.Channel.Heartbeat);
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync("opaque-1"));
        Assert.Equal((2, 0), (_world.Counted("opaque", "miss"), _world.Counted("opaque", "hit")));
    }

    public void Dispose() => _world.Dispose();
}
