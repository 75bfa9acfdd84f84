using Gateway.Benchmarks.Contestants;

namespace Gateway.Benchmarks.SideBySide;

/// <summary>One load at saturation, with what the yardsticks cost around it: the host's speed drifts within seconds.</summary>
/// <param name="Sample">What came of it.</param>
/// <param name="Place">In its round; equal processes share one.</param>
/// <param name="Process">Which of the equal ones.</param>
/// <param name="NginxMicroseconds">Of nginx just before.</param>
/// <param name="YarpMicroseconds">Of plain YARP just before and after. Its own samples have the one before: what is nothing but luck.</param>
internal sealed record Saturated(Sample Sample, int Place, int Process, double NginxMicroseconds, double YarpMicroseconds);
