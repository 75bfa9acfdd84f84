namespace Gateway.Local.Replicas;

/// <summary>A place for one replica. The gate is held while its occupant changes.</summary>
internal sealed class ReplicaSlot(int number) : IDisposable
{
    public int Number { get; } = number;

    public SemaphoreSlim Gate { get; } = new(1, 1);

    public ReplicaProcess? Current { get; set; }

    /// <summary>How often its occupant ended without being asked to.</summary>
    public int Crashes { get; set; }

    public void Dispose()
    {
        Current?.Dispose();
        Gate.Dispose();
    }
}
