using System.Net;
using System.Text;
using Gateway.Authentication;
using Gateway.Authentication.Providers;
using Gateway.Tests.Authentication.Bearer;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.Tests.Authentication.Providers;

/// <summary>When a provider is asked, how often, and what is served while it cannot be.</summary>
public sealed class ProviderMetadataTests : IDisposable
{
    private readonly ScriptedProvider _provider = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly SigningKey _first = new("first");
    private readonly SigningKey _second = new("second");
    private readonly ProviderMetadata _metadata;

    public ProviderMetadataTests()
    {
        _provider.Keys.TryAdd(_first.Id, _first);
        _metadata = new ProviderMetadata(ScriptedProvider.Authority, _provider, _time, NullLogger.Instance);
    }

    [Fact]
    public async Task A_thousand_who_ask_at_once_cause_one_fetch_that_goes_on_when_the_first_leaves()
    {
        var gate = new TaskCompletionSource();
        _provider.Gate = gate.Task;
        using var leaves = new CancellationTokenSource();
        var first = _metadata.GetConfigurationAsync(leaves.Token);
        var others = Enumerable.Range(0, 1000).Select(_ => _metadata.GetConfigurationAsync(CancellationToken.None)).ToList();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        gate.SetResult();
        await Task.WhenAll(others);
        Assert.Equal((1, 1), (_provider.MetadataReads, _provider.KeySetReads));
    }

    [Fact]
    public async Task A_rotated_key_costs_nobody_a_refusal()
    {
        var seen = await _metadata.GetAsync();
        _time.Advance(ProviderMetadata.FetchAtMostEvery);
        _provider.Keys.TryAdd(_second.Id, _second);
        Assert.True((await _metadata.WaitForKeyAsync(seen, "second"))!.Has("second"));
        Assert.Equal(2, _provider.KeySetReads);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Invented_keys_cause_one_fetch_in_ten_seconds_also_when_it_fails(bool isDown)
    {
        var seen = await _metadata.GetAsync();
        _provider.IsDown = isDown;
        for (var round = 0; round < 6; round++)
        {
            await AdvanceUntilAsync(Task.WhenAll(Enumerable.Range(0, 20).Select(number => _metadata.WaitForKeyAsync(seen, $"invented-{round}-{number}"))));
        }

        var seconds = (_time.GetUtcNow().ToUnixTimeSeconds() - 1_800_000_000) / 10;
        Assert.InRange(_provider.MetadataReads, 7, 1 + seconds);
    }

    [Fact]
    public async Task Who_joins_a_fetch_that_may_have_been_answered_before_the_rotation_waits_for_the_next_one()
    {
        var seen = await _metadata.GetAsync();
        _time.Advance(ProviderMetadata.FetchAtMostEvery);
        var gate = new TaskCompletionSource();
        // The answer with the old keys is on its way while the provider rotates.
        _provider.Keys.TryAdd(_second.Id, _second);
        _provider.Instead = path => path == "/keys" && _provider.KeySetReads == 2 ? OldKeys() : null;
        _provider.Gate = gate.Task;
        _ = _metadata.WaitForKeyAsync(seen, "nobody's");
        await Eventually.HoldsAsync(() => _provider.MetadataReads == 2, "the fetch is under way");
        var late = _metadata.WaitForKeyAsync(seen, "second");
        gate.SetResult();
        await AdvanceUntilAsync(late);
        Assert.True((await late)!.Has("second"));
    }

    [Fact]
    public async Task While_the_provider_is_down_what_is_known_is_served()
    {
        var seen = await _metadata.GetAsync();
        _provider.IsDown = true;
        _time.Advance(TimeSpan.FromHours(3));
        await _metadata.RefreshIfDueAsync();
        Assert.Same(seen, await _metadata.GetAsync());
        Assert.Equal(2, _provider.MetadataReads);
    }

    [Fact]
    public async Task A_key_that_left_the_set_is_noticed_within_minutes_and_unchanged_documents_change_nothing()
    {
        _provider.Keys.TryAdd(_second.Id, _second);
        var seen = await _metadata.GetAsync();
        _time.Advance(ProviderMetadata.RefreshEvery);
        await _metadata.RefreshIfDueAsync();
        Assert.Same(seen, _metadata.Current);

        _provider.Keys.TryRemove(_second.Id, out _);
        await _metadata.RefreshIfDueAsync();
        Assert.Same(seen, _metadata.Current);
        _time.Advance(ProviderMetadata.RefreshEvery);
        await _metadata.RefreshIfDueAsync();
        Assert.False(_metadata.Current!.Has("second"));
    }

    [Fact]
    public async Task A_provider_that_was_never_reached_is_tried_again_each_second_and_found_when_it_is_back()
    {
        _provider.IsDown = true;
        await Assert.ThrowsAsync<HttpRequestException>(() => _metadata.GetConfigurationAsync(CancellationToken.None));
        await Assert.ThrowsAsync<HttpRequestException>(() => _metadata.GetConfigurationAsync(CancellationToken.None));
        Assert.Equal(1, _provider.MetadataReads);
        _provider.IsDown = false;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ScriptedProvider.Authority, (await _metadata.GetConfigurationAsync(CancellationToken.None)).Issuer);
    }

    [Fact]
    public async Task Key_sets_that_fail_are_not_asked_for_more_often_either()
    {
        _provider.Instead = path => path == "/keys" ? new HttpResponseMessage(HttpStatusCode.InternalServerError) : null;
        for (var second = 0; second < 30; second++)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => _metadata.GetConfigurationAsync(CancellationToken.None));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, _provider.KeySetReads);
    }

    // metadata member, its value, whether it is accepted
    [Theory]
    [InlineData("jwks_uri", "http://169.254.169.254/latest", false)]
    [InlineData("jwks_uri", "http://127.0.0.1:6379/", false)]
    [InlineData("jwks_uri", "file:///etc/passwd", false)]
    [InlineData("jwks_uri", "", false)]
    [InlineData("token_endpoint", "http://id.example.com/token", false)]
    [InlineData("introspection_endpoint", "http://id.example.com/introspect", false)]
    [InlineData("revocation_endpoint", "ftp://id.example.com/", false)]
    [InlineData("userinfo_endpoint", "https://elsewhere.example.com/me", true)]
    [InlineData("issuer", "https://id.example.com/", true)]
    [InlineData("issuer", "https://another.example.com", false)]
    [InlineData("issuer", "https://id.example.com/tenant", false)]
    [InlineData("issuer", "", false)]
    public async Task Metadata_names_no_other_issuer_and_no_address_less_protected_than_the_authority(string member, string address, bool accepted)
    {
        _provider.Metadata = metadata => metadata[member] = address;
        var read = _metadata.GetConfigurationAsync(CancellationToken.None);
        if (accepted) await read;
        else Assert.Equal(ProviderFailureKind.Refused, ProviderFailure.Of(await Assert.ThrowsAsync<InvalidDataException>(() => read)).Kind);
    }

    [Theory]
    [InlineData("/.well-known/openid-configuration", "redirect")]
    [InlineData("/keys", "redirect")]
    [InlineData("/keys", "endless")]
    [InlineData("/keys", "no keys")]
    [InlineData("/keys", "shared secret")]
    [InlineData("/keys", "no JSON")]
    public async Task Answers_that_mislead_are_not_followed_and_what_is_known_stays(string path, string kind)
    {
        var seen = await _metadata.GetAsync();
        _time.Advance(ProviderMetadata.FetchAtMostEvery);
        _provider.Instead = asked => asked == path ? Misleading(kind) : null;
        Assert.Same(seen, await _metadata.WaitForKeyAsync(seen, "second"));
        Assert.True(_metadata.Current!.Has("first"));
    }

    [Fact]
    public async Task The_library_s_handler_waits_for_the_refresh_it_asked_for_and_nobody_else_does()
    {
        var seen = await _metadata.GetAsync();
        // Bearer callers with invented keys have taken all of their own places.
        for (var number = 0; number < KeyPlaces.MostKeys; number++) _ = _metadata.WaitForKeyAsync(seen, $"invented-{number}");
        _provider.Keys.TryAdd(_second.Id, _second);
        var validation = new TokenValidationParameters
        {
            ConfigurationManager = _metadata,
            ValidAudience = "orders",
            LifetimeValidator = (_, expires, _, _) => expires is not null,
        };
        var claims = new System.Text.Json.Nodes.JsonObject { ["iss"] = ScriptedProvider.Authority, ["aud"] = "orders", ["exp"] = 1_800_000_600 };
        var login = new JsonWebTokenHandler().ValidateTokenAsync(_second.Sign(claims), validation);
        Assert.False(login.IsCompleted);
        Assert.True(_metadata.GetBaseConfigurationAsync(CancellationToken.None).IsCompleted);

        await AdvanceUntilAsync(login);
        Assert.True((await login).IsValid);
    }

    public void Dispose()
    {
        _metadata.Dispose();
        _first.Dispose();
        _second.Dispose();
        _provider.Dispose();
    }

    private Task AdvanceUntilAsync(Task done) => Eventually.HoldsAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            return done.IsCompleted;
        },
        "it is done");

    private HttpResponseMessage OldKeys() => new(HttpStatusCode.OK)
    {
        Content = new StringContent($$"""{"keys":[{{_first.Published.ToJsonString()}}]}""", Encoding.UTF8, "application/json"),
    };

    private static HttpResponseMessage Misleading(string kind) => kind switch
    {
        "redirect" => new(HttpStatusCode.Redirect) { Headers = { Location = new Uri("http://169.254.169.254/keys") } },
        "endless" => new(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[2 * 1024 * 1024]) },
        "no keys" => new(HttpStatusCode.OK) { Content = new StringContent("""{"keys":[]}""") },
        "shared secret" => new(HttpStatusCode.OK) { Content = new StringContent("""{"keys":[{"kty":"oct","kid":"second","k":"AAAA"}]}""") },
        _ => new(HttpStatusCode.OK) { Content = new StringContent("<html>") },
    };
}
