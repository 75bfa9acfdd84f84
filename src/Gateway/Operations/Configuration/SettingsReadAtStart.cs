namespace Gateway.Operations.Configuration;

/// <summary>Settings that a running process cannot change.</summary>
internal static class SettingsReadAtStart
{
    private static readonly string[] Keys =
    [
        "ConnectionStrings", "Kestrel", "urls", "Gateway:Operations", "Gateway:Keys", "Gateway:TrustedProxies", "Gateway:Sessions:Remembered",
        "Gateway:Sessions:StoreTimeout", "Gateway:AuthenticationCache:Capacity", "Gateway:Signals:Enabled",
    ];

    public static IReadOnlyList<string> Changed(IConfiguration before, IConfiguration after) =>
        [.. Keys.Where(key => Flat(before, key) != Flat(after, key))];

    private static string Flat(IConfiguration configuration, string key) =>
        string.Join('\n', configuration.GetSection(key).AsEnumerable().OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase).Select(entry => $"{entry.Key}={entry.Value}"));
}
