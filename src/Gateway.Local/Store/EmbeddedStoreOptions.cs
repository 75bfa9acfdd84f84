namespace Gateway.Local.Store;

internal sealed record EmbeddedStoreOptions
{
    /// <summary>The loopback port to listen on. Not Redis' own, which a developer's machine may have in use.</summary>
    public int Port { get; init; } = 6380;

    /// <summary>Where the append-only file and the checkpoints live.</summary>
    public required string DataDirectory { get; init; }
}
