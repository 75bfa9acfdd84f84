using Gateway.Benchmarks.Load;

namespace Gateway.Benchmarks.Contestants;

/// <summary>One load on one contestant, and what it cost for each request.</summary>
/// <param name="Contestant">Whose.</param>
/// <param name="Round">When.</param>
/// <param name="Load">What the client saw.</param>
/// <param name="Microseconds">Of processors, of the contestant's processes.</param>
/// <param name="AllocatedBytes">Null where nobody counts them.</param>
/// <param name="RedisCommands">That carry data.</param>
/// <param name="RedisReads">Round trips to Redis, as long as requests do not share them.</param>
/// <param name="RedisMicroseconds">Of processors, of Redis.</param>
internal sealed record Sample(
    string Contestant, int Round, LoadReport Load, double Microseconds, double? AllocatedBytes, double RedisCommands, double RedisReads, double RedisMicroseconds);
