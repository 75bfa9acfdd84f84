namespace Gateway.Authentication;

/// <summary>Keys shared by all replicas.</summary>
internal sealed class KeyOptions
{
    public const string Section = "Gateway:Keys";

    /// <summary>At least 32 characters; encrypts the ring of login-state keys in Redis. Required outside Development. Read at start.</summary>
    public string? Secret { get; set; }
}
