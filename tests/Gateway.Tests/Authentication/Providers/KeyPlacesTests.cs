using Gateway.Authentication.Providers;
using Gateway.Tests.Authentication.Bearer;
using Xunit;

namespace Gateway.Tests.Authentication.Providers;

/// <summary>Who may wait for a provider, and what is said to those who may not.</summary>
public sealed class KeyPlacesTests : IDisposable
{
    private readonly TokenWorld _world = new();
    private readonly SigningKey _second = new("second");

    [Fact]
    public async Task So_many_keys_are_waited_for_and_who_gets_no_place_is_told_so()
    {
        var seen = await _world.Metadata.GetAsync();
        var waiting = Enumerable.Range(0, KeyPlaces.MostKeys).Select(number => _world.Metadata.WaitForKeyAsync(seen, $"invented-{number}")).ToList();
        Assert.Null(await _world.Metadata.WaitForKeyAsync(seen, "second"));
        Assert.Null(await _world.Metadata.WaitForKeyAsync(seen, keyId: null));
        // Another token under a key that is waited for takes no place from anybody.
        waiting.Add(_world.Metadata.WaitForKeyAsync(seen, "invented-7"));
        Assert.DoesNotContain(waiting, wait => wait.IsCompleted);
        await AdvanceUntilAsync(Task.WhenAll(waiting));
        foreach (var wait in waiting) Assert.Same(seen, await wait);
    }

    [Fact]
    public async Task So_many_tokens_wait_for_one_key()
    {
        var seen = await _world.Metadata.GetAsync();
        var waiting = Enumerable.Range(0, KeyPlaces.MostTokens / 2).Select(_ => _world.Metadata.WaitForKeyAsync(seen, "second")).ToList();
        Assert.Null(await _world.Metadata.WaitForKeyAsync(seen, "second"));
        Assert.False(_world.Metadata.WaitForKeyAsync(seen, "third").IsCompleted);
        _world.Provider.Keys.TryAdd(_second.Id, _second);
        await AdvanceUntilAsync(Task.WhenAll(waiting));
        foreach (var wait in waiting) Assert.True((await wait)!.Has("second"));
    }

    [Fact]
    public async Task A_key_the_provider_was_asked_for_in_vain_is_not_waited_for_until_it_can_be_asked_again()
    {
        var seen = await _world.Metadata.GetAsync();
        await AdvanceUntilAsync(_world.Metadata.WaitForKeyAsync(seen, "retired"));
        var reads = _world.Provider.MetadataReads;
        Assert.True(_world.Metadata.WaitForKeyAsync(seen, "retired").IsCompleted);
        Assert.False(_world.Metadata.WaitForKeyAsync(seen, "second").IsCompleted);

        Assert.Equal(reads, _world.Provider.MetadataReads);
        _world.Provider.Keys.TryAdd(_second.Id, _second);
        _world.Time.Advance(ProviderMetadata.FetchAtMostEvery);
        await AdvanceUntilAsync(_world.Metadata.WaitForKeyAsync(seen, "second"));
        Assert.True(_world.Metadata.Current!.Has("second"));
    }

    [Fact]
    public async Task While_the_provider_was_never_read_so_many_tokens_wait_and_no_more()
    {
        var gate = new TaskCompletionSource();
        _world.Provider.Gate = gate.Task;
        var waiting = Enumerable.Range(0, KeyPlaces.MostTokens / 2).Select(_ => _world.Metadata.TryReadAsync()).ToList();
        Assert.False(await _world.Metadata.TryReadAsync());
        Assert.DoesNotContain(waiting, wait => wait.IsCompleted);
        gate.SetResult();
        Assert.DoesNotContain(false, await Task.WhenAll(waiting));
    }

    public void Dispose()
    {
        _second.Dispose();
        _world.Dispose();
    }

    private Task AdvanceUntilAsync(Task done) => Eventually.HoldsAsync(
        () =>
        {
            _world.Time.Advance(TimeSpan.FromMilliseconds(500));
            return done.IsCompleted;
        },
        "it is done");
}
