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

    /// <summary>How long a replaced replica may drain: longer than DrainDelay and DrainTimeout together.</summary>
    public TimeSpan ExitWithin { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long replicas may drain when the whole stack stops: nobody waits at Ctrl-C for a stream somebody left open.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(5);
}
