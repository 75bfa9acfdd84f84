namespace Gateway.Authentication.Tokens;

/// <summary>
/// One token, kept until it expires and renewed ahead of that in the background, so that no request waits while the old one is
/// good. One request to the provider at a time, whoever began it and whether or not he still waits; a provider that is away
/// costs nothing until the token expires.
/// </summary>
/// <param name="pace">Whether the provider may be asked.</param>
/// <param name="time">The clock.</param>
/// <param name="refusalsCount">Whether a definite refusal takes the place of a token that is still good.</param>
internal sealed class KeptToken(ProviderPace pace, TimeProvider time, bool refusalsCount)
{
    private static readonly TokenAnswer.Unavailable Resting = new("asked in vain a moment ago");

    private static readonly TimeSpan RefusedAtLeast = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private volatile TokenAnswer.Granted? _held;
    private long _renewAgainAt;
    private (TokenAnswer.Refused Answer, DateTimeOffset Until)? _refused;
    private Task<TokenAnswer>? _asking;

    /// <param name="ask">Asks the provider; called at most once at a time.</param>
    /// <param name="refusedFor">How long a refusal is remembered.</param>
    public ValueTask<TokenAnswer> GetAsync(Func<Task<TokenAnswer>> ask, TimeSpan refusedFor)
    {
        var now = time.GetUtcNow();
        if (_held is { } held && now < held.ExpiresAt)
        {
            if (now >= held.RenewAt && now.UtcTicks >= Volatile.Read(ref _renewAgainAt)) Ask(ask, refusedFor);
            return new(held);
        }

        lock (_gate)
        {
            if (_refused is { } refused && now < refused.Until) return new(refused.Answer);
        }

        return Ask(ask, refusedFor) is { } asking ? new(asking) : new(Resting);
    }

    private Task<TokenAnswer>? Ask(Func<Task<TokenAnswer>> ask, TimeSpan refusedFor)
    {
        lock (_gate)
        {
            if (_asking is not null) return _asking;
            if (!pace.TryAsk()) return null;
            // Not in the caller's context: his abort is his own.
            return _asking = Task.Run(() => AskAsync(ask, refusedFor));
        }
    }

    private async Task<TokenAnswer> AskAsync(Func<Task<TokenAnswer>> ask, TimeSpan refusedFor)
    {
        TokenAnswer answer;
        try
        {
            answer = await ask();
        }
        catch (Exception failure)
        {
            answer = new TokenAnswer.Unavailable(failure.GetType().Name);
        }

        lock (_gate)
        {
            Note(answer, refusedFor);
            _asking = null;
        }

        return answer;
    }

    private void Note(TokenAnswer answer, TimeSpan refusedFor)
    {
        switch (answer)
        {
            case TokenAnswer.Granted granted:
                pace.Answered();
                (_held, _refused) = (granted, null);
                break;
            case TokenAnswer.Refused refused:
                pace.Answered();
                var now = time.GetUtcNow();
                _refused = (refused, now + refusedFor);
                // Without this every request would begin the next attempt at a renewal, as long as the token is good.
                Volatile.Write(ref _renewAgainAt, (now + (refusedFor > RefusedAtLeast ? refusedFor : RefusedAtLeast)).UtcTicks);
                if (refusalsCount) _held = null;
                break;
            case TokenAnswer.Unavailable:
                pace.Failed();
                break;
            default:
                throw new InvalidOperationException($"An answer without meaning: {answer.GetType().Name}.");
        }
    }
}
