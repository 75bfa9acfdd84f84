using System.Text.Json;

namespace Gateway.Benchmarks.Reports;

/// <summary>A report is Markdown on standard output and in artifacts/, and JSON beside it.</summary>
internal static class ReportFiles
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task WriteAsync(string name, object report, string markdown)
    {
        var path = Path.Combine(Directory.CreateDirectory(BuildFacts.Artifacts).FullName, name);
        await File.WriteAllTextAsync($"{path}.json", JsonSerializer.Serialize(report, Indented));
        await File.WriteAllTextAsync($"{path}.md", markdown);
        Console.WriteLine(markdown);
        Console.WriteLine($"Also in {path}.md and {path}.json");
    }
}
