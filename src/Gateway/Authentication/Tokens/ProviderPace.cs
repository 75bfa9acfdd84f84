using System.Security.Cryptography;

namespace Gateway.Authentication.Tokens;

/// <summary>
/// Keeps a provider that does not answer from being asked by every request: after a failure nobody asks for a while, twice as long
/// after each further one, with jitter so that replicas do not come in step; then one asks for all.
/// </summary>
internal sealed class ProviderPace(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OneAsks = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private int _failures;
    private DateTimeOffset _askAgainAt;

    /// <summary>Whether the caller may ask now. While the provider is failing that is one caller at a time.</summary>
    public bool TryAsk()
    {
        lock (_gate)
        {
            if (_failures == 0) return true;
            var now = time.GetUtcNow();
            if (now < _askAgainAt) return false;
            _askAgainAt = now + OneAsks;
            return true;
        }
    }

    public void Answered()
    {
        lock (_gate) _failures = 0;
    }

    public void Failed()
    {
        lock (_gate)
        {
            var wait = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(_failures, 10)));
            _failures++;
            _askAgainAt = time.GetUtcNow() + TimeSpan.FromSeconds(wait * (0.5 + (RandomNumberGenerator.GetInt32(500) / 1000.0)));
        }
    }
}
