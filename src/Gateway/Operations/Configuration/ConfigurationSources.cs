using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Primitives;

namespace Gateway.Operations.Configuration;

/// <summary>
/// Reads all of the host's configuration sources afresh. The framework's own reload, which is switched off, takes a file that
/// cannot be parsed, or is gone for a moment, for an empty one: a valid configuration without routes.
/// </summary>
internal sealed class ConfigurationSources
{
    private readonly List<IConfigurationSource> _sources = [];

    public ConfigurationSources(ConfigurationManager atStart)
    {
        foreach (var source in ((IConfigurationBuilder)atStart).Sources)
        {
            _sources.Add(source is JsonConfigurationSource json ? ForOneReading(json) : source);
        }
    }

    /// <summary>Calls back whenever a file changes, appears or goes.</summary>
    public IEnumerable<IDisposable> Watch(Action changed) => _sources.OfType<JsonConfigurationSource>()
        .Where(source => source.FileProvider is not null)
        .Select(source => ChangeToken.OnChange(() => source.FileProvider!.Watch(source.Path ?? ""), changed))
        .ToList();

    /// <summary>Null and an error when a file cannot be read.</summary>
    public (IConfigurationRoot? Configuration, ConfigurationError? Error) Read()
    {
        var builder = new ConfigurationBuilder();
        foreach (var source in _sources) builder.Add(source);
        try
        {
            return (builder.Build(), null);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException or FormatException or UnauthorizedAccessException)
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
