namespace Gateway.Benchmarks.Load;

/// <summary>What is asked, and in whose name: callers take turns, so that no two requests in progress are of the same one.</summary>
/// <param name="Port">On this machine.</param>
/// <param name="Path">What is asked for.</param>
/// <param name="CallersFile">Each caller's header, one a line, as wrk and the paced client read it; an empty file is strangers.</param>
internal sealed record LoadTarget(int Port, string Path, string CallersFile)
{
    /// <summary>As the load knows it: the name that cookies and frontends go by.</summary>
    public string Host => $"localhost:{Port}";

    public IReadOnlyList<string> Callers { get; } = File.ReadAllLines(CallersFile);
}
