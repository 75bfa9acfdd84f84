using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Contestants;

/// <summary>What the gateway's own /metrics says it has allocated.</summary>
internal static partial class GatewayAllocations
{
    private static readonly HttpClient Http = new();

    public static async Task<double> OfAsync(GatewayProcess gateway)
    {
        var metrics = await Http.GetStringAsync(new Uri($"http://127.0.0.1:{gateway.OperationsPort}/metrics"));
        return Total().Match(metrics) is { Success: true } total
            ? double.Parse(total.Groups["n"].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException("The gateway's /metrics do not say what it has allocated.");
    }

    [GeneratedRegex(@"^dotnet_gc_heap_total_allocated_bytes_total(\{[^}]*\})? (?<n>\S+)", RegexOptions.Multiline)]
    private static partial Regex Total();
}
