using System.Text.RegularExpressions;
using Gateway.Operations.Configuration;
using Gateway.Tests.Conventions;
using Xunit;

namespace Gateway.Tests.Readme;

/// <summary>What is written down and also stands in the code must be the same. The file to copy is left in artifacts/.</summary>
public sealed partial class WrittenFromCodeTests
{
    [Fact]
    public void The_READMEs_settings_are_the_settings()
    {
        var readme = File.ReadAllText(Repository.PathOf("README.md"));
        var written = Table().Match(readme).Groups["table"].Value;
        var made = SettingsTable.Write();
        Leave("settings-table.md", made, written);
        Assert.Equal(made, written);
    }

    [Fact]
    public void The_shipped_schema_is_the_schema_of_the_settings()
    {
        var written = File.ReadAllText(Repository.PathOf("src/Gateway/appsettings.schema.json"));
        var made = SettingsSchema.Write();
        Leave("appsettings.schema.json", made, written);
        Assert.Equal(made, written);
    }

    [Fact]
    public void Every_folder_and_file_the_README_names_is_there()
    {
        var readme = File.ReadAllText(Repository.PathOf("README.md"));
        var named = Links().Matches(readme).Select(match => match.Groups["path"].Value)
            .Concat(Folders().Matches(readme).Select(match => match.Groups["path"].Value))
            .ToList();
        Assert.True(named.Count > 12, "The README names its folders.");
        Assert.All(named, path => Assert.True(Path.Exists(Repository.PathOf(path)), path));
    }

    private static void Leave(string name, string made, string written)
    {
        if (made == written) return;
        Directory.CreateDirectory(Repository.PathOf("artifacts"));
        File.WriteAllText(Repository.PathOf($"artifacts/{name}"), made);
    }

    [GeneratedRegex(@"<!-- settings:[^\n]*-->\n(?<table>.*?)<!-- /settings -->", RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex(@"\]\((?<path>[a-zA-Z][^):]*)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^\| `(?<path>(src|tests|deploy)[^`]*)` \|", RegexOptions.Multiline)]
    private static partial Regex Folders();
}
