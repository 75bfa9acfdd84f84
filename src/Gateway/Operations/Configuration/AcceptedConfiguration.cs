namespace Gateway.Operations.Configuration;

/// <summary>
/// The configuration in force: a copy of the host's, taken whole when it has passed every check. All features read this one,
/// so a broken file changes nothing, and a good one changes everything at once.
/// </summary>
internal sealed class AcceptedConfiguration : ConfigurationProvider, IConfigurationSource
{
    private AcceptedConfiguration(IConfiguration passed)
    {
        Data = Copy(passed);
        Root = new ConfigurationBuilder().Add(this).Build();
    }

    public IConfigurationRoot Root { get; }

    public static AcceptedConfiguration Of(IConfiguration passed) => new(passed);

    public void Replace(IConfiguration passed)
    {
        Data = Copy(passed);
        OnReload();
    }

    public bool Equals(IConfiguration other)
    {
        var copy = Copy(other);
        return copy.Count == Data.Count && copy.All(entry => Data.TryGetValue(entry.Key, out var value) && value == entry.Value);
    }

    IConfigurationProvider IConfigurationSource.Build(IConfigurationBuilder builder) => this;

    private static Dictionary<string, string?> Copy(IConfiguration configuration) =>
        configuration.AsEnumerable().ToDictionary(StringComparer.OrdinalIgnoreCase);
}
