using Gateway.Authentication.Tokens;
using Gateway.Frontends;
using Xunit;

namespace Gateway.Tests.Authentication.Tokens;

/// <summary>A frontend's own token is asked for once, renewed before it ends, and used for as long as it is good.</summary>
public sealed class ClientTokensTests : IDisposable
{
    private readonly TokenWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task It_is_asked_for_by_client_credentials_in_the_words_of_the_target()
    {
        Assert.Equal("token-1", await TokenWorld.TokenAsync(_world.OwnAsync()));
        var form = Assert.Single(_world.Provider.Asked);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = "shop",
                ["client_secret"] = "shop-secret",
                ["scope"] = "orders.read orders.write",
                ["resource"] = "https://orders.example.com",
                ["audience"] = "orders",
            },
            form);
    }

    [Fact]
    public async Task Without_a_target_nothing_is_asked_of_it()
    {
        await TokenWorld.TokenAsync(_world.OwnAsync(TokenTarget.Unspecified));
        Assert.Equal(["client_id", "client_secret", "grant_type"], Assert.Single(_world.Provider.Asked).Keys.Order());
    }

    [Fact]
    public async Task Two_hundred_first_requests_at_once_ask_once()
    {
        var gate = new TaskCompletionSource();
        _world.Provider.Gate = gate.Task;
        var requests = Enumerable.Range(0, 200).AsParallel().Select(_ => _world.OwnAsync().AsTask()).ToList();
        await Eventually.HoldsAsync(() => _world.Provider.Asked.Count == 1, "the provider is asked");
        gate.SetResult();

        Assert.All(await Task.WhenAll(requests), answer => Assert.Equal("token-1", Assert.IsType<TokenAnswer.Granted>(answer).Authorization.Token));
        Assert.Single(_world.Provider.Asked);
    }

    [Fact]
    public async Task Each_target_and_each_frontend_has_its_own()
    {
        await TokenWorld.TokenAsync(_world.OwnAsync());
        await TokenWorld.TokenAsync(_world.OwnAsync(_world.Orders with { Audience = "billing" }));
        await TokenWorld.TokenAsync(_world.Own.GetAsync(new Frontend("office", new FrontendOptions()), _world.Orders));
        Assert.Equal(3, _world.Provider.Asked.Count);
    }

    [Fact]
    public async Task It_is_renewed_ahead_and_no_request_waits_for_that()
    {
        await TokenWorld.TokenAsync(_world.OwnAsync());
        var gate = new TaskCompletionSource();
        (_world.Provider.Gate, _world.Provider.Answer) = (gate.Task, _ => ScriptedProvider.Token("token-2"));

        _world.Time.Advance(TimeSpan.FromSeconds(239));
        await TokenWorld.TokenAsync(_world.OwnAsync());
        Assert.Single(_world.Provider.Asked);

        _world.Time.Advance(TimeSpan.FromSeconds(1));
        for (var request = 0; request < 100; request++)
        {
            var answer = _world.OwnAsync();
            Assert.True(answer.IsCompleted);
            Assert.Equal("token-1", await TokenWorld.TokenAsync(answer));
        }

        await Eventually.HoldsAsync(() => _world.Provider.Asked.Count == 2, "a new one is asked for");
        gate.SetResult();
        await TokenWorld.BringsAsync("token-2", () => _world.OwnAsync());
        Assert.Equal(2, _world.Provider.Asked.Count);
    }

    [Fact]
    public async Task While_the_provider_is_down_it_serves_until_it_expires_and_the_provider_is_asked_seldom()
    {
        await TokenWorld.TokenAsync(_world.OwnAsync());
        _world.Provider.Answer = _ => ScriptedProvider.Unreachable();
        _world.Time.Advance(TimeSpan.FromSeconds(240));
        for (var tick = 0; tick < 599; tick++)
        {
            _world.Time.Advance(TimeSpan.FromMilliseconds(100));
            Assert.Equal("token-1", await TokenWorld.TokenAsync(_world.OwnAsync()));
        }

        _world.Time.Advance(TimeSpan.FromMilliseconds(100));
        for (var request = 0; request < 50; request++) Assert.IsType<TokenAnswer.Unavailable>(await _world.OwnAsync());
        Assert.InRange(_world.Provider.Asked.Count, 2, 12);

        _world.Provider.Answer = _ => ScriptedProvider.Token("token-2");
        _world.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("token-2", await TokenWorld.TokenAsync(_world.OwnAsync()));
    }

    [Fact]
    public async Task A_provider_that_never_answers_is_given_up_after_RefreshTimeout()
    {
        _world.Provider.Gate = new TaskCompletionSource().Task;
        var request = _world.OwnAsync().AsTask();
        await Eventually.HoldsAsync(() => _world.Provider.Asked.Count == 1, "the provider is asked");
        _world.Time.Advance(_world.Options.RefreshTimeout);
        Assert.IsType<TokenAnswer.Unavailable>(await request.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System));
    }

    [Fact]
    public async Task One_whose_end_is_unknown_serves_who_asked_for_it_and_is_not_kept()
    {
        _world.Provider.Answer = _ => ScriptedProvider.Token("token-1", expiresIn: null);
        await TokenWorld.TokenAsync(_world.OwnAsync());
        await TokenWorld.TokenAsync(_world.OwnAsync());
        Assert.Equal(2, _world.Provider.Asked.Count);
    }

    [Fact]
    public async Task One_that_lives_shorter_than_RefreshBefore_is_renewed_at_half_its_life()
    {
        _world.Provider.Answer = _ => ScriptedProvider.Token("short", expiresIn: 20);
        await TokenWorld.TokenAsync(_world.OwnAsync());
        _world.Time.Advance(TimeSpan.FromSeconds(9));
        await TokenWorld.TokenAsync(_world.OwnAsync());
        Assert.Single(_world.Provider.Asked);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await TokenWorld.TokenAsync(_world.OwnAsync());
        await Eventually.HoldsAsync(() => _world.Provider.Asked.Count == 2, "a new one is asked for");
    }

    [Fact]
    public async Task A_refusal_is_an_answer_and_repeats_nothing_the_provider_wrote()
    {
        _world.Provider.Answer = _ => ScriptedProvider.Error("invalid_target");
        Assert.Equal("invalid_target", Assert.IsType<TokenAnswer.Refused>(await _world.OwnAsync()).Error);
        _world.Provider.Answer = _ => ScriptedProvider.Error("canary");
        Assert.Equal("another error", Assert.IsType<TokenAnswer.Refused>(await _world.OwnAsync(TokenTarget.Unspecified)).Error);
    }

    [Fact]
    public async Task A_refusal_takes_no_good_token_away()
    {
        await TokenWorld.TokenAsync(_world.OwnAsync());
        _world.Provider.Answer = _ => ScriptedProvider.Error("invalid_target");
        _world.Time.Advance(TimeSpan.FromSeconds(290));
        await TokenWorld.TokenAsync(_world.OwnAsync());
        await Eventually.HoldsAsync(() => _world.Provider.Asked.Count == 2, "a new one is asked for");
        Assert.Equal("token-1", await TokenWorld.TokenAsync(_world.OwnAsync()));

        // Nor does it make every request ask again.
        await Eventually.HoldsAsync(
            async () =>
            {
                _world.Time.Advance(TimeSpan.FromMilliseconds(100));
                Assert.Equal("token-1", await TokenWorld.TokenAsync(_world.OwnAsync()));
                return _world.Time.GetUtcNow() >= TokenWorld.Noon.AddSeconds(298);
            },
            "eight seconds have gone by");
        Assert.Equal(2, _world.Provider.Asked.Count);
    }

    [Fact]
    public async Task Changed_frontends_ask_anew()
    {
        await TokenWorld.TokenAsync(_world.OwnAsync());
        _world.Frontends.Set(new Dictionary<string, FrontendOptions>());
        await TokenWorld.TokenAsync(_world.OwnAsync());
        Assert.Equal(2, _world.Provider.Asked.Count);
    }
}
