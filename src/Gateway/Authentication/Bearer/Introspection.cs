using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.RateLimiting;
using Duende.IdentityModel.Client;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// Asks an issuer about an opaque token (RFC 7662). So many at a time for each issuer, and so many waiting: a flood of invented tokens
/// must not become a flood at the provider, nor make everybody else wait for ever.
/// </summary>
internal sealed class Introspection(IdentityProviderHttp http, TimeProvider time, ILogger<Introspection> logger) : IDisposable
{
    private const int AtOnce = 64;
    private const int Waiting = 2_000;
    private const int LargestAnswer = 64 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WarnEvery = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new(http.Handler, disposeHandler: false) { MaxResponseContentBufferSize = LargestAnswer };
    private readonly ConcurrentDictionary<string, ConcurrencyLimiter> _limits = new(StringComparer.Ordinal);
    private long _warnedAt;

    /// <summary>The provider's answer as it came; null when there was none that counts.</summary>
    public async Task<string?> AskAsync(BearerIssuer issuer, string token)
    {
        using var giveUp = new CancellationTokenSource(Timeout, time);
        try
        {
            using var turn = await LimitOf(issuer).AcquireAsync(permitCount: 1, giveUp.Token);
            if (!turn.IsAcquired) return Failed(issuer, "too many wait");

            var address = (await issuer.Provider.GetAsync(giveUp.Token)).Metadata.IntrospectionEndpoint;
            if (string.IsNullOrEmpty(address)) return Failed(issuer, "its metadata names no introspection_endpoint");

            using var request = new TokenIntrospectionRequest
            {
                Address = address,
                ClientId = issuer.Options.Introspection!.ClientId,
                ClientSecret = issuer.Options.Introspection.ClientSecret,
                Token = token,
                TokenTypeHint = "access_token",
            };
            var answer = await _http.IntrospectTokenAsync(request, giveUp.Token);
            if (answer.IsError) return Failed(issuer, answer.Exception?.GetType().Name ?? $"{answer.HttpStatusCode}");
            return answer.Json is { ValueKind: JsonValueKind.Object } json ? json.GetRawText() : Failed(issuer, "no JSON object");
        }
        catch (Exception failure)
        {
            return Failed(issuer, failure.GetType().Name);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        foreach (var limit in _limits.Values) limit.Dispose();
    }

    private ConcurrencyLimiter LimitOf(BearerIssuer issuer) => _limits.GetOrAdd(issuer.Provider.Authority, _ => new ConcurrencyLimiter(
        new ConcurrencyLimiterOptions { PermitLimit = AtOnce, QueueLimit = Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));

    private string? Failed(BearerIssuer issuer, string failure)
    {
        // An outage concerns every unknown token; the line is for the outage. That two are written at once now and then does no harm.
        if (Volatile.Read(ref _warnedAt) is not 0 and var last && time.GetElapsedTime(last) < WarnEvery) return null;
        Volatile.Write(ref _warnedAt, time.GetTimestamp());
        logger.IntrospectionFailed(issuer.Name, failure);
        return null;
    }
}
