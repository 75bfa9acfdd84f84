using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Signals;

namespace Gateway.Authentication.Tokens;

/// <summary>One access token to renew: where, whose, what this replica holds of the session, and for what if not the session's own.</summary>
internal sealed record RefreshCase(Frontend Frontend, SessionSecret Secret, StoredSession Held, TokenTarget? Target = null);

/// <summary>
/// Redeems a refresh token once, however many replicas want it: take the lease; read the record again, since another replica may
/// have been quicker; redeem; write, naming the revision that was read; only then use. Who does not get the lease watches the record
/// for the winner's result.
/// </summary>
/// <remarks>
/// What cannot be helped: between the provider's rotation of the token and our write the new token exists in this process alone. A
/// replica killed in that window takes it along, and a provider that accepts no second use (RFC 9700, 4.14.2) then says
/// <c>invalid_grant</c> to the next replica. Such a session ends with cause <c>refresh-rejected</c> and is counted. A replica that
/// lives but cannot write goes on trying, for as long as the session lasts.
/// </remarks>
internal sealed class RefreshProtocol(
    RememberedSessions sessions, IRefreshLeases leases, ITokenEndpoint provider, TokenMetrics metrics, TimeProvider time, ILogger<RefreshProtocol> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WriteAgainAfter = TimeSpan.FromMilliseconds(100);
    // Longer than a provider is waited for: as long as the lease is renewed, somebody is at it.
    private static readonly TimeSpan WatchAtMost = TimeSpan.FromSeconds(40);

    public async Task<RefreshResult> RunAsync(RefreshCase refresh)
    {
        for (var begunAt = time.GetTimestamp(); time.GetElapsedTime(begunAt) < WatchAtMost;)
        {
            switch (await leases.TryTakeAsync(refresh.Secret.Id))
            {
                case LeaseAnswer.Taken taken:
                    await using (taken.Lease) return await ReadAndRedeemAsync(refresh, taken.Lease);

                case LeaseAnswer.Held:
                    if (await ResultOfAnotherAsync(refresh) is { } result) return result;
                    await Task.Delay(LookEvery, time);
                    break;

                case LeaseAnswer.Unavailable:
                    return new RefreshResult.Unavailable(Owner.SessionStore);

                case var unknown:
                    throw new InvalidOperationException($"A lease without meaning: {unknown.GetType().Name}.");
            }
        }

        return new RefreshResult.Unavailable(Owner.IdentityProvider);
    }

    /// <summary>What another replica may have got meanwhile, or null; the provider is not asked.</summary>
    public Task<RefreshResult?> LookAsync(RefreshCase refresh) => ResultOfAnotherAsync(refresh);

    // Null: nothing yet.
    private async Task<RefreshResult?> ResultOfAnotherAsync(RefreshCase refresh) => await sessions.AskStoreAsync(refresh.Secret) switch
    {
        SessionLookup.Found found => IsNewer(found.Stored, refresh.Held, refresh.Target) ? TakeOver(refresh, found.Stored) : null,
        SessionLookup.Missing => RefreshResult.Ended.Instance,
        SessionLookup.Unavailable => new RefreshResult.Unavailable(Owner.SessionStore),
        var unknown => throw new InvalidOperationException($"A look-up without meaning: {unknown.GetType().Name}."),
    };

    private async Task<RefreshResult> ReadAndRedeemAsync(RefreshCase refresh, IRefreshLease lease) => await sessions.AskStoreAsync(refresh.Secret) switch
    {
        SessionLookup.Found found when IsNewer(found.Stored, refresh.Held, refresh.Target) => TakeOver(refresh, found.Stored),
        SessionLookup.Found { Stored.Session.Tokens.RefreshToken: null } => RefreshResult.NotRefreshable.Instance,
        SessionLookup.Found found when lease.IsHeld => await RedeemAsync(refresh, found.Stored),
        SessionLookup.Missing => RefreshResult.Ended.Instance,
        _ => new RefreshResult.Unavailable(Owner.SessionStore),
    };

    private async Task<RefreshResult> RedeemAsync(RefreshCase refresh, StoredSession read)
    {
        var (askedAt, begunAt) = (time.GetUtcNow(), time.GetTimestamp());
        var answer = await provider.RedeemAsync(refresh.Frontend, new Redemption(read.Session.Tokens.RefreshToken!, read.Session.Subject, refresh.Target));
        metrics.Redeemed(refresh.Frontend.Name, answer, time.GetElapsedTime(begunAt));
        switch (answer)
        {
            case RedemptionAnswer.Granted granted:
                return await KeepAsync(refresh, read, granted.Tokens, askedAt);

            // A provider may word so what it thinks of the target. If the token itself is dead, the session's own refresh will tell.
            case RedemptionAnswer.Rejected rejected when refresh.Target is not null:
                logger.TargetRefused(refresh.Frontend.Name, rejected.Reason);
                return RefreshResult.Refused.Instance;

            case RedemptionAnswer.Rejected rejected:
                logger.RefreshRejected(read.Session.Id, rejected.Reason);
                return await EndAsync(refresh, read);

            case RedemptionAnswer.Unavailable unavailable:
                logger.RefreshUnavailable(refresh.Frontend.Name, unavailable.Reason);
                return new RefreshResult.Unavailable(Owner.IdentityProvider);

            default:
                throw new InvalidOperationException($"An answer without meaning: {answer.GetType().Name}.");
        }
    }

    private async Task<RefreshResult> KeepAsync(RefreshCase refresh, StoredSession read, GrantedTokens granted, DateTimeOffset askedAt)
    {
        while (time.GetUtcNow() < read.Session.EndsAt)
        {
            var renewed = granted.AppliedTo(read.Session, refresh.Target, askedAt);
            if (await sessions.ReplaceAsync(refresh.Secret, read, renewed) == SessionWrite.Written)
            {
                return new RefreshResult.Fresh(new StoredSession(renewed, read.Revision + 1, read.IdleTimeLeft));
            }

            switch (await sessions.AskStoreAsync(refresh.Secret))
            {
                case SessionLookup.Found { Stored: var now } when now.Session.Tokens.RefreshToken == read.Session.Tokens.RefreshToken && !IsNewer(now, read, refresh.Target):
                    read = now;
                    break;

                case SessionLookup.Found { Stored: var now }:
                    // Our own write, whose answer was lost; or somebody else's, which came later and is the one to keep.
                    return IsNewer(now, refresh.Held, refresh.Target) ? new RefreshResult.Fresh(now) : new RefreshResult.Unavailable(Owner.IdentityProvider);

                case SessionLookup.Missing:
                    provider.Abandon(renewed);
                    return RefreshResult.Ended.Instance;

                default:
                    logger.RefreshedTokensNotStored(read.Session.Id);
                    await Task.Delay(WriteAgainAfter, time);
                    break;
            }
        }

        return RefreshResult.Ended.Instance;
    }

    // The token was refused to us; a replica that held the lease before us may have got, and stored, its successor.
    private async Task<RefreshResult> EndAsync(RefreshCase refresh, StoredSession read)
    {
        var end = SessionEnd.Of(read.Session, SessionEndCause.RefreshRejected);
        return await sessions.EndIfUnchangedAsync(end, read.Revision) switch
        {
            SessionWrite.Written => RefreshResult.Ended.Instance,
            SessionWrite.Refused => await ResultOfAnotherAsync(refresh) ?? new RefreshResult.Unavailable(Owner.IdentityProvider),
            SessionWrite.Unavailable => new RefreshResult.Unavailable(Owner.SessionStore),
            var unknown => throw new InvalidOperationException($"A write without meaning: {unknown}."),
        };
    }

    private RefreshResult.Fresh TakeOver(RefreshCase refresh, StoredSession found)
    {
        metrics.TakenOver(refresh.Frontend.Name);
        return new RefreshResult.Fresh(found);
    }

    private bool IsNewer(StoredSession found, StoredSession held, TokenTarget? target) =>
        HeldToken.Of(found.Session, target) is { } token && token.Value != HeldToken.Of(held.Session, target)?.Value && token.ExpiresAt > time.GetUtcNow();
}
