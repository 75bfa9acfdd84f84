namespace Gateway.Signals.Saturation;

/// <summary>
/// Connections the kernel turned away at a listening socket since the network namespace began: <c>TcpExt</c> of
/// <c>/proc/net/netstat</c>. The kernel does not say which socket; in a container there are two, of which one is busy.
/// </summary>
/// <param name="Overflows">The accept queue was full: the process did not accept fast enough.</param>
/// <param name="Others">No memory, a route that is gone, and the like.</param>
internal sealed record ListenDrops(long Overflows, long Others)
{
    private const string Group = "TcpExt: ";

    /// <summary>Null where there is no such file, or it names none of the two.</summary>
    public static ListenDrops? TryRead(string path = "/proc/net/netstat")
    {
        try
        {
            return Parse(File.ReadLines(path));
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // A line of names, then a line of numbers in the same order.
    internal static ListenDrops? Parse(IEnumerable<string> lines)
    {
        if (lines.Where(line => line.StartsWith(Group, StringComparison.Ordinal)).Take(2).Select(line => line.Split(' ')).ToList() is not [var names, var numbers])
            return null;

        return Number("ListenDrops") is { } all && Number("ListenOverflows") is { } overflows ? new ListenDrops(overflows, Math.Max(0, all - overflows)) : null;

        long? Number(string name) => Array.IndexOf(names, name) is >= 0 and var at && at < numbers.Length && long.TryParse(numbers[at], out var number) ? number : null;
    }
}
