using Gateway.Benchmarks.SideBySide;

namespace Gateway.Benchmarks.Reports;

/// <summary>One entry over all rounds, each figure for one request.</summary>
/// <param name="Name">One of <see cref="EntryNames"/>.</param>
/// <param name="Microseconds">Of processors, at saturation.</param>
/// <param name="ToYarp">As a multiple of plain YARP's just before and after.</param>
/// <param name="ToNginx">As a multiple of nginx's just before.</param>
/// <param name="AllocatedBytes">Null where nobody counts them.</param>
/// <param name="RedisCommands">That carry data, at saturation.</param>
/// <param name="RoundTrips">To Redis, at the fixed rate, at which requests hardly share one.</param>
/// <param name="RedisMicroseconds">Of processors, of Redis.</param>
/// <param name="Load">At saturation.</param>
/// <param name="PacedMicroseconds">Of processors, at the fixed rate.</param>
/// <param name="Paced">At the fixed rate.</param>
/// <param name="PeakMegabytes">Of the largest of its processes.</param>
internal sealed record SideBySideRow(
    string Name,
    Spread Microseconds,
    Spread ToYarp,
    Spread ToNginx,
    Spread? AllocatedBytes,
    Spread RedisCommands,
    Spread RoundTrips,
    Spread RedisMicroseconds,
    SpreadOfLoad Load,
    Spread PacedMicroseconds,
    SpreadOfLoad Paced,
    double PeakMegabytes);
