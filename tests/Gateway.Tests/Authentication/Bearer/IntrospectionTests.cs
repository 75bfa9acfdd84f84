using System.Net;
using System.Text;
using Gateway.Authentication;
using Gateway.Authentication.Bearer;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Xunit;

namespace Gateway.Tests.Authentication.Bearer;

/// <summary>Opaque tokens: what the provider's answers mean, and what other replicas learn of them.</summary>
public sealed class IntrospectionTests : IDisposable
{
    private const string Rest = "\"aud\":\"orders\",\"exp\":1800000600";

    private readonly TokenWorld _world = new();

    // answer, expected: V(alid), R(ejected for good), r(ejected for now), U(navailable)
    [Theory]
    [InlineData("{\"active\":true," + Rest + "}", "V")]
    [InlineData("{\"active\":true,\"iss\":\"https://id.example.com\",\"token_type\":\"bearer\",\"token_usage\":\"access_token\"," + Rest + "}", "V")]
    [InlineData("{\"active\":false}", "R")]
    [InlineData("{\"active\":\"true\"," + Rest + "}", "U")]
    [InlineData("{" + Rest + "}", "U")]
    [InlineData("[]", "U")]
    [InlineData("<html>", "U")]
    [InlineData("{\"active\":true,\"aud\":\"invoices\",\"exp\":1800000600}", "R")]
    [InlineData("{\"active\":true,\"exp\":1800000600}", "R")]
    [InlineData("{\"active\":true,\"aud\":\"orders\",\"exp\":1799999940}", "R")]
    [InlineData("{\"active\":true,\"aud\":\"orders\",\"exp\":1e300}", "U")]
    [InlineData("{\"active\":true,\"aud\":\"orders\",\"exp\":\"1800000600\"}", "R")]
    [InlineData("{\"active\":true,\"iss\":\"https://evil.example\"," + Rest + "}", "R")]
    [InlineData("{\"active\":true,\"token_usage\":\"refresh_token\"," + Rest + "}", "R")]
    [InlineData("{\"active\":true,\"token_type\":\"N_A\"," + Rest + "}", "R")]
    [InlineData("{\"active\":true,\"cnf\":{\"jkt\":\"t\"}," + Rest + "}", "R")]
    [InlineData("{\"active\":true,\"nbf\":1800000100," + Rest + "}", "r")]
    [InlineData("{\"active\":true,\"aud\":\"orders\"}", "V")]
    public async Task An_answer_is_taken_at_its_word_and_no_further(string answer, string expected)
    {
        _world.Provider.Introspected = _ => answer;
        var outcome = await _world.FindAsync("opaque-1");
        Assert.Equal(expected, outcome switch
        {
            TokenOutcome.Valid => "V",
            TokenOutcome.Rejected { IsDefinite: true } => "R",
            TokenOutcome.Rejected => "r",
            _ => "U",
        });
    }

    [Theory]
    [InlineData(HttpStatusCode.Redirect)]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task A_provider_that_does_not_answer_has_said_nothing_about_the_token(HttpStatusCode status)
    {
        _world.Provider.Instead = path => path == "/introspect"
            ? new HttpResponseMessage(status) { Headers = { Location = new Uri("http://169.254.169.254/") }, Content = new StringContent("{}", Encoding.UTF8, "application/json") }
            : null;
        Assert.IsType<TokenOutcome.Unavailable>(await _world.FindAsync("opaque-1"));
        Assert.IsType<TokenOutcome.Unavailable>(await _world.FindAsync("opaque-1"));
        Assert.Equal(2, _world.Provider.Introspections);
    }

    [Fact]
    public async Task An_answer_without_an_end_is_used_once()
    {
        _world.Provider.Introspected = _ => """{"active":true,"aud":"orders"}""";
        await _world.FindAsync("opaque-1");
        await _world.FindAsync("opaque-1");
        Assert.Equal(2, _world.Provider.Introspections);
    }

    [Fact]
    public async Task Without_an_issuer_that_can_be_asked_opaque_tokens_are_refused()
    {
        using var world = new TokenWorld(options: options => options.Introspection = null);
        Assert.IsType<TokenOutcome.Rejected>(await world.FindAsync("opaque-1"));
        Assert.Equal(0, world.Provider.Introspections);
    }

    [Fact]
    public async Task Another_replica_knows_the_token_without_a_call_and_no_longer_than_the_first()
    {
        _world.Provider.Introspected = _ => _world.Active();
        await _world.FindAsync("opaque-1");
        using var other = new TokenWorld(_world.Store);
        other.Time.Advance(TimeSpan.FromSeconds(40));
        Assert.IsType<TokenOutcome.Valid>(await other.FindAsync("opaque-1"));
        Assert.Equal(0, other.Provider.Introspections);

        other.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.IsType<TokenOutcome.Rejected>(await other.FindAsync("opaque-1"));
        Assert.Equal(1, other.Provider.Introspections);
    }

    [Fact]
    public async Task A_replica_that_starts_while_the_provider_is_down_serves_what_others_know_and_nothing_else()
    {
        _world.Provider.Introspected = _ => _world.Active();
        await _world.FindAsync("opaque-1");
        using var other = new TokenWorld(_world.Store);
        other.Provider.IsDown = true;
        Assert.IsType<TokenOutcome.Valid>(await other.FindAsync("opaque-1"));
        Assert.IsType<TokenOutcome.Unavailable>(await other.FindAsync("opaque-2"));
    }

    [Fact]
    public async Task What_lies_in_the_store_says_nothing_and_cannot_be_forged_or_moved()
    {
        var store = new WatchedStore();
        using var world = new TokenWorld(store);
        world.Provider.Introspected = _ => world.Active();
        await world.FindAsync("opaque-1");
        await Eventually.HoldsAsync(() => store.Written.Count == 1, "it is stored");
        var (name, box) = store.Written.Single();
        await world.FindAsync("opaque-2");
        await Eventually.HoldsAsync(() => store.Written.Count == 2, "it is stored");
        var text = Encoding.Latin1.GetString(box) + name;
        Assert.DoesNotContain("alice", text, StringComparison.Ordinal);
        Assert.DoesNotContain("opaque", text, StringComparison.Ordinal);

        // One's answer under another's name; a changed one; nonsense.
        var second = store.Written.Single(entry => entry.Key != name).Value;
        foreach (var forged in new[] { second, [.. box[..^1], (byte)(box[^1] ^ 1)], [1, 2, 3], [] })
        {
            await store.SetAsync(name, forged, new DistributedCacheEntryOptions(), CancellationToken.None);
            using var other = new TokenWorld(store);
            Assert.IsType<TokenOutcome.Rejected>(await other.FindAsync("opaque-1"));
            Assert.Equal(1, other.Provider.Introspections);
        }
    }

    [Fact]
    public void What_was_sealed_opens_under_its_own_name_token_and_secret_only()
    {
        var box = AnswerSeal.Seal("token", "secret", "name", "answer"u8);
        Assert.Equal("answer"u8.ToArray(), AnswerSeal.Open("token", "secret", "name", box));
        Assert.Null(AnswerSeal.Open("token", "secret", "another name", box));
        Assert.Null(AnswerSeal.Open("another token", "secret", "name", box));
        Assert.Null(AnswerSeal.Open("token", "another secret", "name", box));
        Assert.Null(AnswerSeal.Open("token", "secret", "name", [2, .. box[1..]]));
    }

    [Fact]
    public async Task A_revocation_empties_the_store_too()
    {
        var store = new WatchedStore();
        using var world = new TokenWorld(store);
        world.Provider.Introspected = _ => world.Active();
        await world.FindAsync("opaque-1");
        await Eventually.HoldsAsync(() => store.Written.Count == 1, "it is stored");
        await world.Results.RevokeAsync("opaque-1");
        Assert.Empty(store.Written);
    }

    [Fact]
    public async Task A_store_that_is_down_only_means_that_the_provider_is_asked()
    {
        using var world = new TokenWorld(new WatchedStore { IsDown = true });
        world.Provider.Introspected = _ => world.Active();
        Assert.IsType<TokenOutcome.Valid>(await world.FindAsync("opaque-1"));
        Assert.IsType<TokenOutcome.Valid>(await world.FindAsync("opaque-1"));
        Assert.Equal(1, world.Provider.Introspections);
    }

    [Fact]
    public async Task A_flood_of_invented_tokens_asks_so_many_at_a_time_and_nobody_waits_for_ever()
    {
        var gate = new TaskCompletionSource();
        await _world.Metadata.GetAsync();
        _world.Provider.Gate = gate.Task;
        var asking = Enumerable.Range(0, 5_000).Select(number => _world.FindAsync($"invented-{number}")).ToList();
        await Eventually.HoldsAsync(() => asking.Count(task => task.IsCompleted) >= 5_000 - Introspection.AtOnce - Introspection.Waiting, "those beyond the queue are told at once");
        Assert.InRange(_world.Provider.Introspections, 1, Introspection.AtOnce);

        await Eventually.HoldsAsync(
            () =>
            {
                _world.Time.Advance(TimeSpan.FromSeconds(5));
                return asking.TrueForAll(task => task.IsCompleted);
            },
            "nobody waits longer");
        foreach (var task in asking) Assert.IsType<TokenOutcome.Unavailable>(await task);
        Assert.Equal((0, 0), _world.Results.Held);
        gate.SetResult();
    }

    [Fact]
    public async Task A_flood_of_invented_tokens_does_not_take_the_places_of_a_known_one()
    {
        _world.Provider.Introspected = _ => _world.Active();
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync("opaque-1"));
        _world.Time.Advance(TimeSpan.FromMinutes(2));
        var gate = new TaskCompletionSource();
        _world.Provider.Gate = gate.Task;
        var invented = Enumerable.Range(0, 2_000).Select(number => _world.FindAsync($"invented-{number}")).ToList();
        await Eventually.HoldsAsync(() => invented.Exists(task => task.IsCompleted), "there is no place left");
        var asked = _world.Provider.Introspections;

        var known = _world.FindAsync("opaque-1");
        await Eventually.HoldsAsync(() => _world.Provider.Introspections == asked + 1, "the provider is asked about the known one");
        gate.SetResult();
        Assert.IsType<TokenOutcome.Valid>(await known);
        await Task.WhenAll(invented);
    }

    public void Dispose() => _world.Dispose();

    private sealed class WatchedStore : IDistributedCache
    {
        private readonly MemoryDistributedCache _inner = new(Options.Create(new MemoryDistributedCacheOptions()));

        public bool IsDown { get; init; }

        public System.Collections.Concurrent.ConcurrentDictionary<string, byte[]> Written { get; } = new();

        public byte[]? Get(string key) => throw new NotSupportedException();

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => IsDown ? throw new TimeoutException() : _inner.GetAsync(key, token);

        public void Refresh(string key) => throw new NotSupportedException();

        public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

        public void Remove(string key) => throw new NotSupportedException();

        public Task RemoveAsync(string key, CancellationToken token = default)
        {
            Written.TryRemove(key, out _);
            return _inner.RemoveAsync(key, token);
        }

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            if (IsDown) throw new TimeoutException();
            Written[key] = value;
            return _inner.SetAsync(key, value, options, token);
        }
    }
}
