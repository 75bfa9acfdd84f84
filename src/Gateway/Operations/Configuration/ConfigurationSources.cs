using Microsoft.Extensions.Configuration.Json;

namespace Gateway.Operations.Configuration;

/// <summary>
/// Reads all of the host's configuration sources afresh. The host's own reload takes a file that cannot be parsed, or is gone
/// for a moment, for an empty one: a valid configuration without routes.
/// </summary>
internal sealed class ConfigurationSources
{
    private readonly List<IConfigurationSource> _sources = [];

    public ConfigurationSources(ConfigurationManager live)
    {
        foreach (var source in ((IConfigurationBuilder)live).Sources)
        {
            _sources.Add(source is JsonConfigurationSource json ? ForOneReading(json) : source);
        }
    }

    /// <summary>Null and an error when a file cannot be read.</summary>
    public (IConfigurationRoot? Configuration, ConfigurationError? Error) Read()
    {
        var builder = new ConfigurationBuilder();
        foreach (var source in _sources) builder.Add(source);
        try
        {
            return (builder.Build(), null);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException or FormatException)
        {
            return (null, Describe(unreadable));
        }
    }

    public static ConfigurationError Describe(Exception unreadable) => new(
        "file",
        unreadable.InnerException is { } parse ? $"{unreadable.Message} {parse.Message}" : unreadable.Message,
        "correct the JSON at that place.");

    private static JsonConfigurationSource ForOneReading(JsonConfigurationSource live)
    {
        // The live source must not throw on the file watcher's thread; what is wrong is found, and said, in the reading here.
        live.OnLoadException = context => context.Ignore = true;
        var present = live.FileProvider?.GetFileInfo(live.Path ?? "").Exists == true;
        return new JsonConfigurationSource
        {
            FileProvider = live.FileProvider,
            Path = live.Path ?? "",
            Optional = live.Optional && !present,
            ReloadOnChange = false,
        };
    }
}
