using System.ComponentModel.DataAnnotations;

namespace Gateway.Sessions;

/// <summary>How long sessions live and how far a replica trusts its own memory of them.</summary>
internal sealed class UserSessionOptions
{
    public const string Section = "Gateway:Sessions";

    /// <summary>A session ends after this long without a request. 1 minute to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A session ends this long after sign-in whatever happens. 1 minute to 365 days, not below IdleTimeout.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan AbsoluteLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long a replica trusts its copy of a session while the store answers. 0 (ask the store every time) to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan RememberFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a replica trusts its copy of a session while the store does not answer. 0 (never) to 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan OutageGrace { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Sessions a replica holds in memory, about 4 KB each. 100 to 10,000,000. Read at start.</summary>
    [Range(100, 10_000_000)]
    public int Remembered { get; set; } = 100_000;

    /// <summary>How long an answer of the store is waited for. 10 milliseconds to 5 seconds. Read at start.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:05")]
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Redis replicas that must acknowledge a new or refreshed session before it counts (WAIT). 0 to 10.</summary>
    [Range(0, 10)]
    public int WriteReplicas { get; set; }
}
