namespace Gateway.Signals.Saturation;

/// <summary>A way to read the TCP sockets of this network namespace. Two of them: what is fast is not allowed everywhere.</summary>
internal interface ISocketTable
{
    /// <summary>What operators call it.</summary>
    string Name { get; }

    /// <summary>Adds every socket of <see cref="SocketCounts.StatesAsked"/>. Unless it was <see cref="SocketReading.Whole"/>, what was added counts for nothing.</summary>
    SocketReading Read(SocketCounts counts);
}

/// <summary>How a reading went.</summary>
internal enum SocketReading
{
    Whole,

    /// <summary>Not this time: no descriptor was free, the kernel had no memory. The next time may be better.</summary>
    Failed,

    /// <summary>Not allowed or not there, and that will not change.</summary>
    Closed,
}
