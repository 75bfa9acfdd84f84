using System.Text;
using System.Text.RegularExpressions;
using Gateway.JourneyTests.Browsing;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Readme;

/// <summary>Runs the README: every command in it, in order, and its output must be what stands below it.</summary>
public sealed partial class ReadmeCommandTests
{
    private const string StartTheStack = "dotnet run --project src/Gateway.Local\n";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_commands_of_the_README_do_what_it_says()
    {
        await using var stack = new LocalStackProcess();
        var (said, promised, stackIsUp) = ("", 0, false);
        foreach (var (language, text) in Fences())
        {
            if (language == "sh" && text == StartTheStack)
            {
                await stack.StartAsync();
                stackIsUp = true;
            }
            else if (language == "sh")
            {
                said = await RunAsync(text, stack);
            }
            else if (language == "text")
            {
                Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(Pattern(line), said));
                promised++;
            }
        }

        Assert.True(stackIsUp, "The README starts the local stack.");
        Assert.Equal(3, promised);
    }

    private static async Task<string> RunAsync(string script, LocalStackProcess stack)
    {
        // The ports are the test's own; the projects are built already; what is no command of ours leaves its files in a folder of its own.
        var temporary = Directory.CreateTempSubdirectory("readme-");
        var folder = script.Contains("dotnet run", StringComparison.Ordinal) ? BuiltGateway.PathOf("") : temporary.FullName;
        var here = script
            .Replace(":8080", $":{stack.Front.Port}", StringComparison.Ordinal)
            .Replace(":8079", $":{stack.Control.Port}", StringComparison.Ordinal)
            .Replace("dotnet run ", $"dotnet run --no-build --configuration {BuiltGateway.Configuration} ", StringComparison.Ordinal);
        var said = new StringBuilder();
        await using var shell = ChildProcess.Start(
            "bash", ["-euo", "pipefail", "-c", $"cd {folder}\n{here}"], onLine: line => said.AppendLine(line));
        await shell.WaitForExitAsync(Patience);
        temporary.Delete(recursive: true);
        return $"{said}{shell.Output}";
    }

    private static IEnumerable<(string Language, string Text)> Fences() =>
        Fence().Matches(File.ReadAllText(BuiltGateway.PathOf("README.md"))).Select(match => (match.Groups["language"].Value, match.Groups["text"].Value));

    // "…" stands for anything.
    private static string Pattern(string line) => Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal);

    [GeneratedRegex(@"^```(?<language>sh|text)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
