using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.RateLimiting;
using Duende.IdentityModel.Client;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// Asks an issuer about an opaque token (RFC 7662). So many at a time for each issuer, and so many waiting: a flood of invented tokens
/// must not become a flood at the provider, nor make everybody else wait for ever. Tokens that were believed lately have places of
/// their own: whoever invents tokens has none of those.
/// </summary>
internal sealed class Introspection(IdentityProviderHttp http, TimeProvider time, ILogger<Introspection> logger) : IDisposable
{
    /// <summary>Calls at a time, for tokens nobody has seen before.</summary>
    public const int AtOnce = 64;

    /// <summary>Calls at a time for tokens that were believed lately.</summary>
    public const int AtOnceForKnown = 32;

    /// <summary>How many wait for each of both: what is served while they may wait, when a call takes a third of a second.</summary>
    public const int Waiting = 1_000;

    private const int LargestAnswer = 64 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WarnEvery = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new(http.Handler, disposeHandler: false) { MaxResponseContentBufferSize = LargestAnswer };
    private readonly ConcurrentDictionary<(string Authority, bool IsKnown), ConcurrencyLimiter> _limits = new();
    private long _warnedAt;

    /// <summary>The provider's answer as it came; null when there was none that counts.</summary>
    /// <param name="issuer">Who is asked.</param>
    /// <param name="token">About what.</param>
    /// <param name="isKnown">Whether the token was believed lately.</param>
    public async Task<string?> AskAsync(BearerIssuer issuer, string token, bool isKnown)
    {
        using var giveUp = new CancellationTokenSource(Timeout, time);
        try
        {
            using var turn = await LimitOf(issuer, isKnown).AcquireAsync(permitCount: 1, giveUp.Token);
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

    private ConcurrencyLimiter LimitOf(BearerIssuer issuer, bool isKnown) => _limits.GetOrAdd((issuer.Provider.Authority, isKnown), _ => new ConcurrencyLimiter(
        new ConcurrencyLimiterOptions { PermitLimit = isKnown ? AtOnceForKnown : AtOnce, QueueLimit = Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));

    private string? Failed(BearerIssuer issuer, string failure)
    {
        // An outage concerns every unknown token; the line is for the outage. That two are written at once now and then does no harm.
        if (Volatile.Read(ref _warnedAt) is not 0 and var last && time.GetElapsedTime(last) < WarnEvery) return null;
        Volatile.Write(ref _warnedAt, time.GetTimestamp());
        logger.IntrospectionFailed(issuer.Name, failure);
        return null;
    }
}
