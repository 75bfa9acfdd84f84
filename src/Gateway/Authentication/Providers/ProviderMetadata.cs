using System.Runtime.CompilerServices;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Authentication.Providers;

/// <summary>
/// One provider's metadata and keys, shared by everything that trusts it. One fetch at a time, tied to nobody's request; what was
/// learned is served while the provider is down. A token with an unknown key id may cause a fetch, but not more than one in
/// ten seconds: anybody can invent key ids. ASP.NET Core's own manager refuses the first tokens after a rotation: it fetches behind
/// the request's back, and not sooner than five minutes after the last time.
/// </summary>
internal sealed class ProviderMetadata : BaseConfigurationManager, IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    /// <summary>Between two fetches of the key set, whatever caused them.</summary>
    public static readonly TimeSpan FetchAtMostEvery = TimeSpan.FromSeconds(10);

    /// <summary>How long a key that left the set may go unnoticed.</summary>
    public static readonly TimeSpan RefreshEvery = TimeSpan.FromMinutes(5);

    // Sign-ins whose key is unknown; beyond this many they are answered from what is known.
    private const int MostSignInsWaiting = 200;

    // Tokens that name no key share one place's name; no key is called that.
    private const string NoKey = "";

    // With nothing to serve, and no key set asked for yet, a provider that is back should be found soon.
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    private readonly ProviderDocuments _documents;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();

    // Who called RequestRefresh waits for it at his next question; nobody else does.
    private readonly AsyncLocal<PublishedKeys?> _foundWanting = new();

    private Fetch? _fetch;
    private volatile Exception? _failure;
    private long _nextAllowedAt;
    private long _readAt;
    private volatile PublishedKeys? _current;

    // Counted apart: whoever invents keys, for bearer or logout tokens, must not take the places of sign-ins.
    private readonly KeyPlaces _places;
    private readonly StrongBox<int> _signInsWaiting = new();
    private readonly StrongBox<int> _logoutsWaiting = new();

    public ProviderMetadata(string authority, HttpMessageHandler handler, TimeProvider time, ILogger logger)
    {
        (Authority, _time, _logger) = (authority, time, logger);
        _places = new KeyPlaces(time);
        _documents = new ProviderDocuments(authority, handler, time);
        _nextAllowedAt = time.GetTimestamp();
        MetadataAddress = _documents.MetadataAddress;
        // It would go on accepting keys that left the set, for an hour.
        UseLastKnownGoodConfiguration = false;
    }

    public string Authority { get; }

    /// <summary>Null until the provider has answered once.</summary>
    public PublishedKeys? Current => _current;

    /// <summary>The last fetch failed: what is not known here may have been published since.</summary>
    public bool IsUnreachable => _failure is not null;

    /// <summary>The kind of the last fetch's failure; null when it did not fail.</summary>
    public string? Failure => _failure?.GetType().Name;

    /// <summary>Waits only when there is nothing to serve yet.</summary>
    /// <exception cref="Exception">Why the provider could not be read: see <see cref="ProviderFailure"/>.</exception>
    public async ValueTask<PublishedKeys> GetAsync(CancellationToken cancel = default)
    {
        if (_current is { } current) return current;

        Fetch fetch;
        lock (_lock)
        {
            if (_fetch is not { HasBegun: true, Done.IsCompleted: false } && TimeToNext() > TimeSpan.Zero && _failure is { } recent) throw recent;
            fetch = Next();
        }

        var failure = await fetch.Done.WaitAsync(cancel);
        return _current ?? throw failure ?? new InvalidOperationException("A fetch ended without keys and without a failure.");
    }

    /// <summary>For a bearer token: whether the provider has been read, now at last. False also when too many wait for that.</summary>
    public async Task<bool> TryReadAsync()
    {
        if (_current is not null) return true;
        if (!_places.TryEnter(NoKey)) return false;
        try
        {
            await GetAsync();
            return true;
        }
        catch (Exception)
        {
            // It has been logged once for all who wait; here it only means that nobody can tell.
            return false;
        }
        finally
        {
            _places.Leave(NoKey);
        }
    }

    /// <summary>
    /// For a bearer token: the keys once they have the one it names (any other than those seen, when it names none), or as they are
    /// when the next fetch did not bring it. Null when there was no place to wait: then nothing is known about the key.
    /// </summary>
    public async Task<PublishedKeys?> WaitForKeyAsync(PublishedKeys seen, string? keyId)
    {
        var wanted = keyId ?? NoKey;
        Func<PublishedKeys, bool> isEnough = keyId is null ? keys => keys != seen : keys => keys.Has(keyId);
        if (_current is { } now && (isEnough(now) || _places.IsAbsent(wanted))) return now;
        if (!_places.TryEnter(wanted)) return null;
        try
        {
            var keys = await FetchForAsync(seen, isEnough);
            if (keyId is not null && !IsUnreachable && !isEnough(keys)) _places.NoteAbsent(keyId);
            return keys;
        }
        finally
        {
            _places.Leave(wanted);
        }
    }

    /// <summary>Brings it up to date in the background, if it is time.</summary>
    public Task RefreshIfDueAsync() =>
        _current is null || _time.GetElapsedTime(Volatile.Read(ref _readAt)) >= RefreshEvery ? Next().Done : Task.CompletedTask;

    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => MetadataAsync(GetOrWaitAsync(_logoutsWaiting, cancel));

    public override Task<BaseConfiguration> GetBaseConfigurationAsync(CancellationToken cancel) => BaseAsync(GetOrWaitAsync(_signInsWaiting, cancel));

    public override void RequestRefresh()
    {
        _foundWanting.Value = _current;
        _ = Next();
    }

    public void Dispose() => _documents.Dispose();

    private ValueTask<PublishedKeys> GetOrWaitAsync(StrongBox<int> waiting, CancellationToken cancel)
    {
        var wanting = _foundWanting.Value;
        _foundWanting.Value = null;
        return wanting is null ? GetAsync(cancel) : new(WaitForAsync(wanting, keys => keys != wanting, waiting));
    }

    private static async Task<OpenIdConnectConfiguration> MetadataAsync(ValueTask<PublishedKeys> keys) => (await keys).Metadata;

    private static async Task<BaseConfiguration> BaseAsync(ValueTask<PublishedKeys> keys) => (await keys).Metadata;

    private async Task<PublishedKeys> WaitForAsync(PublishedKeys seen, Func<PublishedKeys, bool> isEnough, StrongBox<int> waiting)
    {
        if (_current is { } now && isEnough(now)) return now;
        try
        {
            return Interlocked.Increment(ref waiting.Value) > MostSignInsWaiting ? _current ?? seen : await FetchForAsync(seen, isEnough);
        }
        finally
        {
            Interlocked.Decrement(ref waiting.Value);
        }
    }

    private async Task<PublishedKeys> FetchForAsync(PublishedKeys seen, Func<PublishedKeys, bool> isEnough)
    {
        await Next(out var wasUnderWay).Done;
        // One that was under way already may have been answered before the new key was published.
        if (wasUnderWay && !isEnough(_current ?? seen)) await Next().Done;
        return _current ?? seen;
    }

    // The fetch under way, or one for the first moment at which it is allowed.
    private Fetch Next() => Next(out _);

    private Fetch Next(out bool wasUnderWay)
    {
        lock (_lock)
        {
            wasUnderWay = _fetch is { HasBegun: true, Done.IsCompleted: false };
            if (_fetch is { Done.IsCompleted: false } pending) return pending;
            var fetch = new Fetch();
            using (ExecutionContext.SuppressFlow()) _ = Task.Run(() => RunAsync(fetch, TimeToNext()));
            return _fetch = fetch;
        }
    }

    private TimeSpan TimeToNext() => _time.GetElapsedTime(_time.GetTimestamp(), Volatile.Read(ref _nextAllowedAt));

    private async Task RunAsync(Fetch fetch, TimeSpan wait)
    {
        if (wait > TimeSpan.Zero) await Task.Delay(wait, _time);
        fetch.Begin();
        var askedForKeys = false;
        Exception? failure = null;
        try
        {
            Take(await _documents.ReadAsync(() => askedForKeys = true));
        }
        catch (Exception any)
        {
            failure = any;
            _logger.ProviderUnreadable(Authority, any.GetType().Name);
        }

        var pause = _current is null && !askedForKeys ? TryAgainAfter : FetchAtMostEvery;
        Volatile.Write(ref _nextAllowedAt, _time.GetTimestamp() + (long)(pause.TotalSeconds * _time.TimestampFrequency));
        _failure = failure;
        _places.ForgetAbsent();
        fetch.End(failure);
    }

    private void Take(PublishedKeys read)
    {
        Volatile.Write(ref _readAt, _time.GetTimestamp());
        if (_current is { } known && known.Source == read.Source) return;
        if (_current is not null) _logger.ProviderChanged(Authority, read.All.Count);
        _current = read;
    }

    private sealed class Fetch
    {
        private readonly TaskCompletionSource<Exception?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _begun;

        public bool HasBegun => _begun;

        public Task<Exception?> Done => _done.Task;

        public void Begin() => _begun = true;

        public void End(Exception? failure) => _done.SetResult(failure);
    }
}
