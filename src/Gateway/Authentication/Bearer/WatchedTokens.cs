using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Redis;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// The tokens by which something was opened that stays open. It ends when the token expires, and when a request with it would be
/// refused: each is looked at again every few seconds, and at once when any token was revoked. Memory answers for most. Bounded by the
/// connections that are open; the token stays where it is, in the request that is still in progress.
/// </summary>
internal sealed class WatchedTokens : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly TokenResults _results;
    private readonly InvalidationChannel _invalidations;
    private readonly TimeProvider _time;
    private readonly ILogger<WatchedTokens> _logger;
    private readonly ConcurrentDictionary<Watch, bool> _watches = new();
    private int _someRevoked;

    public WatchedTokens(TokenResults results, InvalidationChannel invalidations, TimeProvider time, ILogger<WatchedTokens> logger)
    {
        (_results, _invalidations, _time, _logger) = (results, invalidations, time, logger);
        // Behind the results, which hear of it first.
        _invalidations.TokenRevoked += NoteRevocation;
    }

    public int Count => _watches.Count;

    /// <summary>How many are being looked at right now.</summary>
    public int Looking => _watches.Keys.Count(watch => watch.IsLookedAt);

    /// <summary>Null when the request was not let in by a token. <paramref name="ended"/> is called once or more, until the watch is disposed.</summary>
    public IDisposable? Add(HttpContext context, Action ended)
    {
        if (context.Features.Get<TokenOutcome>() is not TokenOutcome.Valid valid) return null;
        var watch = new Watch(this, BearerHeader.Token(context.Request.Headers.Authorization), ExpiryOf(valid), ended) { LookedAt = _time.GetTimestamp() };
        _watches.TryAdd(watch, true);
        // Between the request's look and this moment it may have been revoked, and nobody would say so again.
        Look(watch);
        return watch;
    }

    /// <summary>Ends what has to.</summary>
    public void Check()
    {
        var someRevoked = Interlocked.Exchange(ref _someRevoked, 0) != 0;
        foreach (var (watch, _) in _watches)
        {
            if (_time.GetUtcNow() >= watch.Expires) watch.End();
            else if (someRevoked || _time.GetElapsedTime(watch.LookedAt) >= LookEvery) Look(watch);
        }
    }

    public override void Dispose()
    {
        _invalidations.TokenRevoked -= NoteRevocation;
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Step, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Check();
        }
    }

    private static DateTimeOffset ExpiryOf(TokenOutcome.Valid valid) =>
        double.TryParse(valid.Principal.FindFirst("exp")?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        && seconds > 0 && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : DateTimeOffset.MaxValue;

    private void NoteRevocation(string token) => Volatile.Write(ref _someRevoked, 1);

    private void Look(Watch watch) => _ = LookAsync(watch);

    private async Task LookAsync(Watch watch)
    {
        watch.LookedAt = _time.GetTimestamp();
        if (!watch.TryBegin()) return;
        try
        {
            // Whom nobody can judge is let be, until his token expires.
            if (await _results.FindAsync(watch.Token) is TokenOutcome.Rejected) watch.End();
        }
        catch (Exception failure)
        {
            _logger.WatchedTokenNotLookedAt(failure.GetType().Name);
        }
        finally
        {
            watch.Finish();
        }
    }

    private sealed class Watch(WatchedTokens owner, ReadOnlyMemory<char> token, DateTimeOffset expires, Action ended) : IDisposable
    {
        private int _looking;

        public ReadOnlyMemory<char> Token => token;

        public DateTimeOffset Expires => expires;

        public long LookedAt { get; set; }

        public bool IsLookedAt => Volatile.Read(ref _looking) != 0;

        /// <summary>A look may take as long as the issuer's provider does; one at a time is enough.</summary>
        public bool TryBegin() => Interlocked.Exchange(ref _looking, 1) == 0;

        public void Finish() => Volatile.Write(ref _looking, 0);

        public void End() => ended();

        public void Dispose() => owner._watches.TryRemove(this, out _);
    }
}
