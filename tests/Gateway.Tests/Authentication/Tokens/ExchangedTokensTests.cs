using Gateway.Authentication.Tokens;
using Xunit;

namespace Gateway.Tests.Authentication.Tokens;

/// <summary>A caller's token is turned into one for the route's target, once for as long as both are good.</summary>
public sealed class ExchangedTokensTests : IDisposable
{
    private readonly TokenWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task It_is_asked_for_by_token_exchange()
    {
        Assert.Equal("token-1", await TokenWorld.TokenAsync(_world.ExchangeAsync()));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
                ["client_id"] = "shop",
                ["client_secret"] = "shop-secret",
                ["subject_token"] = "alices",
                ["subject_token_type"] = "urn:ietf:params:oauth:token-type:access_token",
                ["scope"] = "orders.read orders.write",
                ["resource"] = "https://orders.example.com",
                ["audience"] = "orders",
            },
            Assert.Single(_world.Provider.Asked));
    }

    [Fact]
    public async Task Nobody_gets_what_was_made_from_anothers_token()
    {
        _world.Provider.Answer = form => ScriptedProvider.Token($"of {form["subject_token"]}");
        Assert.Equal("of alices", await TokenWorld.TokenAsync(_world.ExchangeAsync("alices")));
        Assert.Equal("of bobs", await TokenWorld.TokenAsync(_world.ExchangeAsync("bobs")));
        Assert.Equal("of alices", await TokenWorld.TokenAsync(_world.ExchangeAsync("alices")));
        Assert.Equal(2, _world.Provider.Asked.Count);
    }

    [Fact]
    public async Task Parts_of_a_target_are_not_mistaken_for_each_other()
    {
        await TokenWorld.TokenAsync(_world.Exchanged.GetAsync(_world.Shop, new TokenTarget(null, "ab", "c"), "alices", null));
        await TokenWorld.TokenAsync(_world.Exchanged.GetAsync(_world.Shop, new TokenTarget(null, "a", "bc"), "alices", null));
        await TokenWorld.TokenAsync(_world.Exchanged.GetAsync(_world.Shop, new TokenTarget("ab", null, "c"), "alices", null));
        Assert.Equal(3, _world.Provider.Asked.Count);
    }

    [Fact]
    public async Task It_ends_with_the_token_it_was_made_from_and_is_not_renewed_in_vain()
    {
        var expiresAt = _world.Time.GetUtcNow() + TimeSpan.FromSeconds(100);
        await TokenWorld.TokenAsync(_world.ExchangeAsync(expiresAt: expiresAt));
        _world.Time.Advance(TimeSpan.FromSeconds(99));
        for (var request = 0; request < 100; request++) await TokenWorld.TokenAsync(_world.ExchangeAsync(expiresAt: expiresAt));
        Assert.Single(_world.Provider.Asked);

        _world.Provider.Answer = _ => ScriptedProvider.Error("invalid_grant");
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<TokenAnswer.Refused>(await _world.ExchangeAsync(expiresAt: expiresAt));
    }

    [Theory]
    [InlineData("invalid_request")]
    [InlineData("invalid_target")]
    [InlineData("invalid_grant")]
    [InlineData("access_denied")]
    public async Task A_definite_refusal_is_remembered_for_RejectedMaxAge_and_no_longer(string error)
    {
        _world.Provider.Answer = _ => ScriptedProvider.Error(error);
        for (var request = 0; request < 20; request++) Assert.Equal(error, Assert.IsType<TokenAnswer.Refused>(await _world.ExchangeAsync()).Error);
        Assert.Single(_world.Provider.Asked);

        _world.Provider.Answer = _ => ScriptedProvider.Token("token-1");
        _world.Time.Advance(_world.Cache.RejectedMaxAge);
        Assert.Equal("token-1", await TokenWorld.TokenAsync(_world.ExchangeAsync()));
    }

    [Fact]
    public async Task A_definite_refusal_takes_the_place_of_what_was_granted_before()
    {
        await TokenWorld.TokenAsync(_world.ExchangeAsync());
        _world.Provider.Answer = _ => ScriptedProvider.Error("access_denied");
        _world.Time.Advance(TimeSpan.FromSeconds(250));
        await Eventually.HoldsAsync(async () => await _world.ExchangeAsync() is TokenAnswer.Refused, "the refusal counts");
    }

    [Fact]
    public async Task While_the_provider_is_down_what_is_held_serves_and_the_others_do_not_ask_each_for_himself()
    {
        await TokenWorld.TokenAsync(_world.ExchangeAsync("alices"));
        _world.Provider.Answer = _ => ScriptedProvider.Unreachable();
        for (var user = 0; user < 100; user++) Assert.IsType<TokenAnswer.Unavailable>(await _world.ExchangeAsync($"user {user}"));
        Assert.Equal("token-1", await TokenWorld.TokenAsync(_world.ExchangeAsync("alices")));
        Assert.Equal(2, _world.Provider.Asked.Count);
    }

    [Fact]
    public async Task What_is_wrong_with_the_gateways_own_client_is_no_refusal_of_the_caller()
    {
        _world.Provider.Answer = _ => ScriptedProvider.Error("invalid_client");
        Assert.Equal("invalid_client", Assert.IsType<TokenAnswer.Unavailable>(await _world.ExchangeAsync()).Reason);
    }

    [Fact]
    public async Task An_exchange_the_provider_does_not_do_keeps_nobody_from_the_clients_own_token()
    {
        _world.Provider.Answer = form => form["grant_type"] == "client_credentials" ? ScriptedProvider.Token("own") : ScriptedProvider.Error("unauthorized_client");
        for (var user = 0; user < 10; user++) Assert.IsType<TokenAnswer.Unavailable>(await _world.ExchangeAsync($"user {user}"));
        Assert.Equal("own", await TokenWorld.TokenAsync(_world.OwnAsync()));
    }
}
