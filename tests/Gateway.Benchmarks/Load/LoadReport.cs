namespace Gateway.Benchmarks.Load;

/// <param name="Requests">Answered, also while the client was warming up: they cost as much as the others.</param>
/// <param name="PerSecond">Answered a second.</param>
/// <param name="P50">Milliseconds within which half were answered.</param>
/// <param name="P99">Milliseconds within which 99 of 100 were.</param>
internal sealed record LoadReport(long Requests, double PerSecond, double P50, double P99);
