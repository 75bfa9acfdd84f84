using System.Text.Json;

namespace Gateway.Benchmarks;

/// <summary>The runtime settings a program is built with, as far as they decide how its memory is collected and its code compiled.</summary>
internal static class RuntimeSettings
{
    private static readonly string[] Prefixes = ["System.GC.", "System.Runtime.Tiered"];

    /// <summary>The gateway's and the contestants', which must be the same: the collectors are not what is compared.</summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public static string Shared()
    {
        var (gateway, contestants) = (Of(Path.Combine(BuildFacts.GatewayBinaries, "Gateway.dll")), Of(BuildFacts.Contestants));
        return gateway == contestants
            ? gateway
            : throw new InvalidOperationException($"The gateway is built with {gateway}, the contestants with {contestants}: set the same in Gateway.Benchmarks.Contestants.csproj.");
    }

    private static string Of(string program)
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(program, ".runtimeconfig.json")));
        var all = settings.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties").EnumerateObject();
        return string.Join(", ", all.Where(one => Prefixes.Any(prefix => one.Name.StartsWith(prefix, StringComparison.Ordinal))).Select(one => $"{one.Name}={one.Value}").Order());
    }
}
