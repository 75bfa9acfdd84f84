namespace Gateway.Tests.Conventions;

/// <summary>Which feature may know which: Forwarding -> Authentication -> Sessions -> Redis, Resilience.</summary>
internal static class Dependencies
{
    private static readonly string[] Features =
        ["Signals", "Frontends", "Sessions", "Authentication", "Forwarding", "Redis", "Resilience", "Operations", "Rollout"];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Signals"] = [],
        ["Redis"] = ["Signals", "Resilience"],
        ["Resilience"] = ["Signals"],
        ["Frontends"] = ["Signals"],
        ["Sessions"] = ["Signals", "Redis", "Resilience", "Frontends"],
        ["Authentication"] = ["Signals", "Redis", "Resilience", "Frontends", "Sessions"],
        ["Forwarding"] = ["Signals", "Redis", "Resilience", "Frontends", "Sessions", "Authentication"],
        ["Operations"] = [.. Features.Where(feature => feature != "Operations")],
        ["Rollout"] = [.. Features.Where(feature => feature is not ("Rollout" or "Operations"))],
    };

    public static IEnumerable<string> Problems(SourceFile file)
    {
        // Program.cs puts the features together, so it knows them all.
        if (file.Feature.Length == 0) yield break;
        if (!Allowed.TryGetValue(file.Feature, out var allowed))
        {
            yield return $"{file.Path}: '{file.Feature}' is no feature of the design";
            yield break;
        }

        foreach (var feature in file.Mentions.Where(Features.Contains))
            if (feature != file.Feature && !allowed.Contains(feature))
                yield return $"{file.Path}: {file.Feature} must not know {feature}";
    }
}
