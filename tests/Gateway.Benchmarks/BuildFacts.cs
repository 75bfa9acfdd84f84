using System.Reflection;

namespace Gateway.Benchmarks;

/// <summary>Where the build put things.</summary>
internal static class BuildFacts
{
    public static string GatewayBinaries { get; } = PathOf("GatewayBinaries");

    /// <summary>What the gateway is compared with, as a program.</summary>
    public static string Contestants { get; } = Path.Combine(PathOf("ContestantsBinaries"), "Gateway.Benchmarks.Contestants.dll");

    public static string Artifacts { get; } = PathOf("Artifacts");

    private static string PathOf(string fact) => Path.GetFullPath(typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == fact).Value!);
}
