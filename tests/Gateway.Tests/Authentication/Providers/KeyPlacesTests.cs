using Gateway.Authentication.Providers;
using Gateway.Tests.Authentication.Bearer;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Authentication.Providers;

/// <summary>Who may wait for a provider, and what is said to those who may not.</summary>
public sealed class KeyPlacesTests : IDisposable
{
    private readonly ScriptedProvider _provider = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly SigningKey _first = new("first");
    private readonly SigningKey _second = new("second");
    private readonly ProviderMetadata _metadata;

    public KeyPlacesTests()
    {
        _provider.Keys.TryAdd(_first.Id, _first);
        _metadata = new ProviderMetadata(ScriptedProvider.Authority, _provider, _time, NullLogger.Instance);
    }

    [Fact]
    public async Task So_many_keys_are_waited_for_and_who_gets_no_place_is_told_so()
    {
        var seen = await _metadata.GetAsync();
        var waiting = Enumerable.Range(0, KeyPlaces.MostKeys).Select(number => _metadata.WaitForKeyAsync(seen, $"invented-{number}")).ToList();
        Assert.Null(await _metadata.WaitForKeyAsync(seen, "second"));
        Assert.Null(await _metadata.WaitForKeyAsync(seen, keyId: null));
        // Another token under a key that is waited for takes no place from anybody.
        waiting.Add(_metadata.WaitForKeyAsync(seen, "invented-7"));
        Assert.DoesNotContain(waiting, wait => wait.IsCompleted);
        await AdvanceUntilAsync(Task.WhenAll(waiting));
        foreach (var wait in waiting) Assert.Same(seen, await wait);
    }

    [Fact]
    public async Task So_many_tokens_wait_for_one_key()
    {
        var seen = await _metadata.GetAsync();
        var waiting = Enumerable.Range(0, KeyPlaces.MostTokens / 2).Select(_ => _metadata.WaitForKeyAsync(seen, "second")).ToList();
        Assert.Null(await _metadata.WaitForKeyAsync(seen, "second"));
        Assert.False(_metadata.WaitForKeyAsync(seen, "third").IsCompleted);
        _provider.Keys.TryAdd(_second.Id, _second);
        await AdvanceUntilAsync(Task.WhenAll(waiting));
        foreach (var wait in waiting) Assert.True((await wait)!.Has("second"));
    }

    [Fact]
    public async Task A_key_the_provider_was_asked_for_in_vain_is_not_waited_for_until_it_can_be_asked_again()
    {
        var seen = await _metadata.GetAsync();
        await AdvanceUntilAsync(_metadata.WaitForKeyAsync(seen, "retired"));
        var reads = _provider.MetadataReads;
        Assert.True(_metadata.WaitForKeyAsync(seen, "retired").IsCompleted);
        Assert.False(_metadata.WaitForKeyAsync(seen, "second").IsCompleted);

        Assert.Equal(reads, _provider.MetadataReads);
        _provider.Keys.TryAdd(_second.Id, _second);
        _time.Advance(ProviderMetadata.FetchAtMostEvery);
        await AdvanceUntilAsync(_metadata.WaitForKeyAsync(seen, "second"));
        Assert.True(_metadata.Current!.Has("second"));
    }

    [Fact]
    public async Task While_the_provider_was_never_read_so_many_tokens_wait_and_no_more()
    {
        var gate = new TaskCompletionSource();
        _provider.Gate = gate.Task;
        var waiting = Enumerable.Range(0, KeyPlaces.MostTokens / 2).Select(_ => _metadata.TryReadAsync()).ToList();
        Assert.False(await _metadata.TryReadAsync());
        Assert.DoesNotContain(waiting, wait => wait.IsCompleted);
        gate.SetResult();
        Assert.DoesNotContain(false, await Task.WhenAll(waiting));
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
}
