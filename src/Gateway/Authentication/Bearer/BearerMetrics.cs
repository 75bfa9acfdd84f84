using System.Diagnostics.Metrics;
using Gateway.Signals;

namespace Gateway.Authentication.Bearer;

/// <summary>How a look-up of a token's result ended.</summary>
internal enum CacheResult
{
    /// <summary>It was in memory.</summary>
    Hit,

    /// <summary>It had to be worked out, or asked for.</summary>
    Miss,

    /// <summary>Another request was working it out already.</summary>
    Joined,

    /// <summary>It was known to be refused.</summary>
    Rejected,
}

internal sealed class BearerMetrics
{
    // Made once: a hit must not cost more in measuring than in looking up.
    private static readonly KeyValuePair<string, object?>[] Kinds = Tags(MetricNames.Kind, Enum.GetValues<TokenKind>().Select(Tag));
    private static readonly KeyValuePair<string, object?>[] Results = Tags(MetricNames.Result, Enum.GetValues<CacheResult>().Select(Tag));

    private readonly Counter<long> _lookups;

    public BearerMetrics(IMeterFactory meters) => _lookups = meters.Create(MetricNames.Meter).CreateCounter<long>(
        MetricNames.AuthenticationCache, "{lookup}", "Look-ups of a bearer token's cached result.");

    public void LookedUp(TokenKind kind, CacheResult result) => _lookups.Add(1, Kinds[(int)kind], Results[(int)result]);

    internal static string Tag(TokenKind kind) => kind switch
    {
        TokenKind.Jwt or TokenKind.Encrypted => "jwt",
        TokenKind.Opaque => "opaque",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind without a name."),
    };

    internal static string Tag(CacheResult result) => result switch
    {
        CacheResult.Hit => "hit",
        CacheResult.Miss => "miss",
        CacheResult.Joined => "joined",
        CacheResult.Rejected => "rejected",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "A result without a name."),
    };

    private static KeyValuePair<string, object?>[] Tags(string name, IEnumerable<string> values) =>
        [.. values.Select(value => new KeyValuePair<string, object?>(name, value))];
}
