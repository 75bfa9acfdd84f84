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

    /// <summary>Tokens whose key is unknown wait for the next fetch; beyond this many they are refused at once.</summary>
    public const int MostWaiting = 200;

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

    // Counted apart: bearer callers who invent keys must not take the places of sign-ins.
    private readonly StrongBox<int> _tokensWaiting = new();
    private readonly StrongBox<int> _signInsWaiting = new();

    // And neither must whoever invents logout tokens.
    private readonly StrongBox<int> _logoutsWaiting = new();

    public ProviderMetadata(string authority, HttpMessageHandler handler, TimeProvider time, ILogger logger)
    {
        (Authority, _time, _logger) = (authority, time, logger);
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

    /// <summary>The keys once they are what the caller needs, or as they are when the next fetch brought nothing or may not be waited for.</summary>
    public Task<PublishedKeys> WaitForAsync(PublishedKeys seen, Func<PublishedKeys, bool> isEnough) => WaitForAsync(seen, isEnough, _tokensWaiting);

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
            if (Interlocked.Increment(ref waiting.Value) > MostWaiting) return _current ?? seen;
            await Next(out var wasUnderWay).Done;
            // One that was under way already may have been answered before the new key was published.
            if (wasUnderWay && !isEnough(_current ?? seen)) await Next().Done;
            return _current ?? seen;
        }
        finally
        {
            Interlocked.Decrement(ref waiting.Value);
        }
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
