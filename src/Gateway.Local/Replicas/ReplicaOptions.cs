namespace Gateway.Local.Replicas;

/// <summary>How a gateway process is started.</summary>
internal sealed record ReplicaOptions
{
    /// <summary>The built Gateway.dll.</summary>
    public required string Assembly { get; init; }

    /// <summary>The folder of the replicas' appsettings.json. Changes to the file reach running replicas.</summary>
    public required string ContentRoot { get; init; }

    /// <summary>Settings over those of the file, in the spelling of environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    public int Count { get; init; } = 2;

    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longer than the replicas' DrainDelay and DrainTimeout together.</summary>
    public TimeSpan ExitWithin { get; init; } = TimeSpan.FromSeconds(45);
}
