using System.Collections.Concurrent;
using Gateway.Authentication.Bearer;
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
    private readonly ConcurrentDictionary<(string Frontend, TokenTarget Target), KeptToken> _kept = new();

    public ClientTokens(
        TokenRequests provider, FrontendDirectory frontends, IOptionsMonitor<AuthenticationCacheOptions> options, TimeProvider time)
    {
        (_provider, _frontends, _options, _time) = (provider, frontends, options, time);
        _frontends.Changed += _kept.Clear;
    }

    public ValueTask<TokenAnswer> GetAsync(Frontend frontend, TokenTarget target)
    {
        if (!_kept.TryGetValue((frontend.Name, target), out var token))
        {
            var pace = _provider.PaceOf(frontend, UpstreamTokenSource.Client, target);
            token = _kept.GetOrAdd((frontend.Name, target), _ => new KeptToken(pace, _time, refusalsCount: false));
        }

        return token.GetAsync(() => _provider.AskForOwnAsync(frontend, target), _options.CurrentValue.RejectedMaxAge);
    }

    public void Dispose() => _frontends.Changed -= _kept.Clear;
}
