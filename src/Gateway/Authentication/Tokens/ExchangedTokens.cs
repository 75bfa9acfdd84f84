using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BitFaster.Caching.Lru;
using Gateway.Authentication.Bearer;
using Gateway.Frontends;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication.Tokens;

/// <summary>
/// Tokens made from callers' access tokens for one target (RFC 8693), for routes with <c>TokenFor</c>. Bounded; kept under a hash, so
/// that a copy of the memory's keys is worth nothing, and until the first of both tokens expires.
/// </summary>
internal sealed class ExchangedTokens : IDisposable
{
    private readonly TokenRequests _provider;
    private readonly FrontendDirectory _frontends;
    private readonly IOptionsMonitor<AuthenticationCacheOptions> _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentLru<ExchangeKey, KeptToken> _kept;

    public ExchangedTokens(
        TokenRequests provider, FrontendDirectory frontends, IOptionsMonitor<AuthenticationCacheOptions> options, TimeProvider time)
    {
        (_provider, _frontends, _options, _time) = (provider, frontends, options, time);
        _kept = new ConcurrentLru<ExchangeKey, KeptToken>(options.CurrentValue.Capacity);
        _frontends.Changed += _kept.Clear;
    }

    public ValueTask<TokenAnswer> GetAsync(Frontend frontend, TokenTarget target, string subjectToken, DateTimeOffset? subjectExpiresAt)
    {
        var key = ExchangeKey.Of(frontend.Name, target, subjectToken);
        if (!_kept.TryGet(key, out var token))
        {
            var pace = _provider.PaceOf(frontend, UpstreamTokenSource.Exchange, target);
            token = _kept.GetOrAdd(key, _ => new KeptToken(pace, _time, refusalsCount: true));
        }

        return token.GetAsync(() => _provider.ExchangeAsync(frontend, target, subjectToken, subjectExpiresAt), _options.CurrentValue.RejectedMaxAge);
    }

    public void Dispose() => _frontends.Changed -= _kept.Clear;

    /// <summary>SHA-256 over who asks, what for, and in whose name.</summary>
    private readonly record struct ExchangeKey(UInt128 High, UInt128 Low)
    {
        public static ExchangeKey Of(string frontend, TokenTarget target, string subjectToken)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Append(hash, frontend);
            Append(hash, target.Resource);
            Append(hash, target.Audience);
            Append(hash, target.Scope);
            Append(hash, subjectToken);
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            hash.GetHashAndReset(digest);
            return new ExchangeKey(BinaryPrimitives.ReadUInt128BigEndian(digest), BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));
        }

        // Each part with its length, so that no two sets of parts read the same; -1 is "not given".
        private static void Append(IncrementalHash hash, string? part)
        {
            Span<byte> length = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, part?.Length ?? -1);
            hash.AppendData(length);
            if (part is not null) hash.AppendData(Encoding.UTF8.GetBytes(part));
        }
    }
}
