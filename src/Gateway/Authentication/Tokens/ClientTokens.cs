using System.Collections.Concurrent;
using Gateway.Frontends;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication.Tokens;

/// <summary>
/// Tokens of the frontends' own clients, one for each frontend and target, for routes with <c>Token: Client</c>. As many as the
/// configuration names.
/// </summary>
internal sealed class ClientTokens : IDisposable
{
    private readonly TokenRequests _provider;
    private readonly FrontendDirectory _frontends;
    private readonly IOptionsMonitor<AuthenticationCacheOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ClientTokens> _logger;
    private readonly ConcurrentDictionary<(string Frontend, TokenTarget Target), KeptToken> _kept = new();

    public ClientTokens(
        TokenRequests provider, FrontendDirectory frontends, IOptionsMonitor<AuthenticationCacheOptions> options, TimeProvider time,
        ILogger<ClientTokens> logger)
    {
        (_provider, _frontends, _options, _time, _logger) = (provider, frontends, options, time, logger);
        _frontends.Changed += _kept.Clear;
    }

    public ValueTask<TokenAnswer> GetAsync(Frontend frontend, TokenTarget target)
    {
        if (!_kept.TryGetValue((frontend.Name, target), out var token))
        {
            token = _kept.GetOrAdd((frontend.Name, target), _ => new KeptToken(_provider.PaceOf(frontend), _time, refusalsCount: false));
        }

        return token.GetAsync(() => AskAsync(frontend, target), _options.CurrentValue.RejectedMaxAge);
    }

    public void Dispose() => _frontends.Changed -= _kept.Clear;

    private async Task<TokenAnswer> AskAsync(Frontend frontend, TokenTarget target)
    {
        var answer = await _provider.AskForOwnAsync(frontend, target);
        if (answer is TokenAnswer.Refused refused) _logger.ClientTokenRefused(frontend.Name, refused.Error);
        if (answer is TokenAnswer.Unavailable unavailable) _logger.UpstreamTokenUnavailable(frontend.Name, unavailable.Reason);
        return answer;
    }
}
