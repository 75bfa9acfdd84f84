using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Gateway.Tests.Deploy;

/// <summary>What docker-compose.yml may say here. A key that is not in these types is refused: it is a typing error or needs a rule.</summary>
internal sealed class ComposeFile
{
    public string Name { get; set; } = "";
    public Dictionary<string, ComposeContainer> Services { get; set; } = [];
    public Dictionary<string, object?> Volumes { get; set; } = [];
    public Dictionary<string, object?> Networks { get; set; } = [];

    public static ComposeFile Parse(string yaml)
    {
        // Compose refuses a file that says a thing twice; without this the last one would win here.
        new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<object>(yaml);
        var merged = new DeserializerBuilder().Build()
            .Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(new StringReader(yaml))));
        foreach (var extension in merged.Keys.Where(key => key.StartsWith("x-", StringComparison.Ordinal)).ToList()) merged.Remove(extension);
        return new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build()
            .Deserialize<ComposeFile>(new SerializerBuilder().DisableAliases().Build().Serialize(merged));
    }
}

internal sealed class ComposeContainer
{
    public string Image { get; set; } = "";
    public ComposeBuild? Build { get; set; }
    public List<string> Command { get; set; } = [];
    public string User { get; set; } = "";
    public string NetworkMode { get; set; } = "";
    public Dictionary<string, object?> Networks { get; set; } = [];
    public List<string> Ports { get; set; } = [];
    public List<string> Volumes { get; set; } = [];
    public Dictionary<string, string> Environment { get; set; } = [];
    public Dictionary<string, ComposeDependency> DependsOn { get; set; } = [];
    public ComposeHealthcheck? Healthcheck { get; set; }
    public string StopGracePeriod { get; set; } = "10s";
    public bool ReadOnly { get; set; }
    public List<string> Tmpfs { get; set; } = [];
    public List<string> CapDrop { get; set; } = [];
    public List<string> SecurityOpt { get; set; } = [];
    public string Restart { get; set; } = "";

    /// <summary>The value after an option of the command, or behind its equals sign; empty when the option is not given.</summary>
    public string Option(string name) =>
        Command.Find(word => word.StartsWith(name + "=", StringComparison.Ordinal)) is { } joined
            ? joined[(name.Length + 1)..]
            : Command.SkipWhile(word => word != name).Skip(1).FirstOrDefault("");
}

internal sealed class ComposeBuild
{
    public string Context { get; set; } = "";
    public string Dockerfile { get; set; } = "Dockerfile";
}

internal sealed class ComposeDependency
{
    public string Condition { get; set; } = "service_started";
}

internal sealed class ComposeHealthcheck
{
    public List<string> Test { get; set; } = [];
    public string Interval { get; set; } = "";
    public string Timeout { get; set; } = "";
    public int Retries { get; set; }
    public bool Disable { get; set; }
}
