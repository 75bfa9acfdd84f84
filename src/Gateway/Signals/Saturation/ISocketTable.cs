namespace Gateway.Signals.Saturation;

/// <summary>A way to read the TCP sockets of this network namespace. Two of them: what is fast is not allowed everywhere.</summary>
internal interface ISocketTable
{
    /// <summary>What operators call it.</summary>
    string Name { get; }

    /// <summary>Adds every socket of <see cref="SocketCounts.StatesAsked"/>. False when this way is closed: what was added until then counts for nothing.</summary>
    bool TryRead(SocketCounts counts);
}
