using System.Globalization;
using System.Text.Json;

namespace Gateway.Tests.Deploy;

/// <summary>What keeps sessions and requests alive in the stack, and what keeps its containers small targets.</summary>
internal static class ComposeSafety
{
    public static IEnumerable<string> Problems(ComposeFile compose, string settings)
    {
        foreach (var (name, service) in compose.Services)
        {
            if (!service.ReadOnly) yield return $"{name}: the root file system is writable";
            if (!service.Tmpfs.Contains("/tmp")) yield return $"{name}: no tmpfs at /tmp";
            if (!service.CapDrop.Contains("ALL")) yield return $"{name}: capabilities are not dropped";
        }

        var drain = Drain(settings);
        foreach (var (name, service) in compose.Services.Where(service => service.Key.StartsWith("gateway-", StringComparison.Ordinal)))
            if (Duration(service.StopGracePeriod) <= drain)
                yield return $"{name}: stop_grace_period {service.StopGracePeriod} is not longer than a drain, {drain}";

        var redis = compose.Services["redis"];
        if (redis.Option("--appendonly") != "yes") yield return "redis: no append-only file";
        if (redis.Option("--maxmemory-policy") != "noeviction") yield return "redis: may evict sessions";
        if (!redis.Volumes.Any(volume => volume.EndsWith(":/data", StringComparison.Ordinal))) yield return "redis: /data is not kept";
    }

    private static TimeSpan Drain(string settings)
    {
        using var json = JsonDocument.Parse(settings);
        var operations = json.RootElement.GetProperty("Gateway").GetProperty("Operations");
        return Read("DrainDelay") + Read("DrainTimeout");

        TimeSpan Read(string name) => TimeSpan.Parse(operations.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
    }

    private static TimeSpan Duration(string text) => text.EndsWith('s')
        ? TimeSpan.FromSeconds(int.Parse(text[..^1], CultureInfo.InvariantCulture))
        : throw new FormatException($"A period in whole seconds is expected, not '{text}'.");
}
