using Gateway.Benchmarks.Contestants;

namespace Gateway.Benchmarks.SideBySide;

/// <summary>One load at saturation.</summary>
/// <param name="Sample">What came of it.</param>
/// <param name="NginxMicroseconds">What nginx cost just before: the host's speed drifts.</param>
internal sealed record Saturated(Sample Sample, double NginxMicroseconds);
