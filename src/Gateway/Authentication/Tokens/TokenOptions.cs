using System.ComponentModel.DataAnnotations;

namespace Gateway.Authentication.Tokens;

/// <summary>When a session's access token is renewed.</summary>
internal sealed class TokenOptions
{
    public const string Section = "Gateway:Tokens";

    /// <summary>How long before its end an access token is refreshed in the background. 0 to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RefreshBefore { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one refresh may take. 100 milliseconds to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan RefreshTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
