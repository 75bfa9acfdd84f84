using Gateway.Benchmarks.Load;

namespace Gateway.Benchmarks.Contestants;

/// <summary>A process that is loaded in one way.</summary>
/// <param name="Name">What it is called in the report; equal processes loaded in the same way are called the same.</param>
/// <param name="ProcessId">Itself, or what started those that do the work.</param>
/// <param name="Target">What it is asked, by whom.</param>
/// <param name="Allocated">Bytes it has ever allocated; null where nobody counts them.</param>
internal sealed record Contestant(string Name, int ProcessId, LoadTarget Target, Func<Task<double>>? Allocated = null);
