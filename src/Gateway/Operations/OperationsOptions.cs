using System.ComponentModel.DataAnnotations;

namespace Gateway.Operations;

/// <summary>The operations port and the end of a replica's life. Read at start.</summary>
internal sealed class OperationsOptions
{
    public const string Section = "Gateway:Operations";

    /// <summary>Where health, version and administration are served. Off loopback an ApiKey is required.</summary>
    [Required]
    public string Url { get; set; } = "http://127.0.0.1:8081";

    /// <summary>Opens <c>/api/*</c> and the live page (<c>Authorization: Bearer</c>). At least 32 characters.</summary>
    public string? ApiKey { get; set; }

    /// <summary>How long a stopping replica serves on while load balancers notice. 0 to 5 minutes; longer than their check interval.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests in progress may then take to finish. 0 to 1 hour. Both together stay below the platform's grace period.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
