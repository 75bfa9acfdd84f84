using System.Security.Cryptography;
using BitFaster.Caching.Lru;
using Gateway.Resilience;
using Gateway.Sessions;
using Gateway.Signals;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication.Tokens;

/// <summary>Whether an access token has to be renewed.</summary>
internal enum RefreshDue
{
    No,

    /// <summary>It lives, and its end is near: in the background.</summary>
    Soon,

    /// <summary>It is dead: a request that needs it has to wait.</summary>
    Now,
}

/// <summary>
/// Keeps sessions' access tokens alive: one refresh at a time per session, shared by all requests of this replica, and pauses
/// between attempts while the provider does not answer. Across replicas <see cref="RefreshProtocol"/> sees to it.
/// </summary>
internal sealed class TokenRefresh(
    RefreshProtocol protocol, IOptionsMonitor<TokenOptions> options, TimeProvider time, ILogger<TokenRefresh> logger) : IHostedService
{
    private const int RememberedPauses = 10_000;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly SingleFlight<(SessionId Session, TokenTarget? Target), RefreshResult> _running = new();
    private readonly SingleFlight<(SessionId Session, TokenTarget? Target), RefreshResult?> _looking = new();
    private readonly FastConcurrentLru<(SessionId Session, TokenTarget? Target), Pause> _pauses = new(RememberedPauses);

    public RefreshDue DueOf(HeldToken? held)
    {
        if (held is not { } token) return RefreshDue.Now;

        var left = token.ExpiresAt - time.GetUtcNow();
        if (left > options.CurrentValue.RefreshBefore) return RefreshDue.No;
        if (left <= TimeSpan.Zero) return RefreshDue.Now;

        // A token that lives no longer than RefreshBefore would be renewed without end.
        return token.IssuedAt is { } issued && left > (token.ExpiresAt - issued) / 3 ? RefreshDue.No : RefreshDue.Soon;
    }

    /// <summary>In the background: nobody waits for it.</summary>
    public void Start(RefreshCase refresh)
    {
        if (PauseOf(refresh) is null) _ = JoinAsync(refresh);
    }

    /// <summary>Waits for at most <c>RefreshTimeout</c>; the refresh itself goes on.</summary>
    public async Task<RefreshResult> RefreshAsync(RefreshCase refresh)
    {
        try
        {
            var timeout = options.CurrentValue.RefreshTimeout;
            if (PauseOf(refresh) is not { } pause) return await JoinAsync(refresh).WaitAsync(timeout, time);

            // While this replica leaves the provider alone, another one may have been luckier.
            return await _looking.JoinAsync(KeyOf(refresh), refresh, protocol.LookAsync).WaitAsync(timeout, time) ?? pause.Because;
        }
        catch (TimeoutException)
        {
            return new RefreshResult.Unavailable(Owner.IdentityProvider);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A replica that leaves takes no redeemed token along.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.InFlight).WaitAsync(cancellationToken);

    private Task<RefreshResult> JoinAsync(RefreshCase refresh) => _running.JoinAsync(KeyOf(refresh), refresh, RunAsync);

    private static (SessionId Session, TokenTarget? Target) KeyOf(RefreshCase refresh) => (refresh.Secret.Id, refresh.Target);

    private async Task<RefreshResult> RunAsync(RefreshCase refresh)
    {
        try
        {
            var result = await protocol.RunAsync(refresh);
            if (result is RefreshResult.Refused or RefreshResult.Unavailable { Owner: Owner.IdentityProvider }) LengthenPause(refresh, result);
            else _pauses.TryRemove(KeyOf(refresh));
            return result;
        }
        catch (Exception failure)
        {
            logger.RefreshFailed(failure, refresh.Secret.Id);
            return new RefreshResult.Unavailable(Owner.Gateway);
        }
    }

    private Pause? PauseOf(RefreshCase refresh) => _pauses.TryGet(KeyOf(refresh), out var pause) && time.GetUtcNow() < pause.Until ? pause : null;

    private void LengthenPause(RefreshCase refresh, RefreshResult because)
    {
        var length = _pauses.TryGet(KeyOf(refresh), out var before) ? TimeSpan.FromTicks(Math.Min(before.Length.Ticks * 2, LongestPause.Ticks)) : FirstPause;
        // Between half and all of it, so that sessions that failed together do not come back together.
        var jittered = length * (RandomNumberGenerator.GetInt32(50, 101) / 100.0);
        _pauses.AddOrUpdate(KeyOf(refresh), new Pause(length, time.GetUtcNow() + jittered, because));
    }

    private sealed record Pause(TimeSpan Length, DateTimeOffset Until, RefreshResult Because);
}
