using System.ComponentModel.DataAnnotations;

namespace Gateway.Authentication.Bearer;

/// <summary>How long results of validations are kept.</summary>
internal sealed class AuthenticationCacheOptions
{
    public const string Section = "Gateway:AuthenticationCache";

    /// <summary>A validated JWT is believed for at most this long, never beyond its exp. 0 to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>An introspection answer is believed for at most this long. 0 to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan OpaqueMaxAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A definite rejection is remembered for at most this long. 0 to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RejectedMaxAge { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Results a replica holds. 100 to 10,000,000. Read at start.</summary>
    [Range(100, 10_000_000)]
    public int Capacity { get; set; } = 100_000;
}
