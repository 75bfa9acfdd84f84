namespace Gateway.Benchmarks.Load;

/// <param name="Requests">Answered.</param>
/// <param name="PerSecond">Answered a second.</param>
/// <param name="P50">Milliseconds within which half were answered.</param>
/// <param name="P99">Milliseconds within which 99 of 100 were.</param>
internal sealed record LoadReport(long Requests, double PerSecond, double P50, double P99);
