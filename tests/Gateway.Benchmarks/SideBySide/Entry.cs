using Gateway.Benchmarks.Contestants;

namespace Gateway.Benchmarks.SideBySide;

/// <summary>A row of the comparison.</summary>
/// <param name="Name">One of <see cref="EntryNames"/>.</param>
/// <param name="Processes">Equal ones: what the JIT makes of one start is not what it makes of the next. Empty when there is nothing to start.</param>
/// <param name="Missing">Why there is nothing, and what helps; null when there is something.</param>
internal sealed record Entry(string Name, IReadOnlyList<Contestant> Processes, string? Missing = null);
