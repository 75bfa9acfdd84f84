using System.Text.RegularExpressions;

namespace Gateway.Tests.Conventions;

/// <summary>One C# file of the product. Conventions are about its text, so a bad example is three lines in a test.</summary>
/// <param name="Path">Relative to src/Gateway, with forward slashes.</param>
/// <param name="Text">Its content.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>The feature it belongs to: its top folder, empty for Program.cs.</summary>
    public string Feature => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.IndexOf('/', StringComparison.Ordinal)] : "";

    public int Lines => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    /// <summary>Names of the types it declares.</summary>
    public IEnumerable<string> Types => Declaration().Matches(Code).Select(match => match.Groups["name"].Value);

    /// <summary>Features it mentions, by a using or by a full name.</summary>
    public IEnumerable<string> Mentions => Reference().Matches(Code).Select(match => match.Groups["feature"].Value).Distinct();

    /// <summary>The text without comments and without what is inside quotes: prose may name what code may not.</summary>
    public string Code => Prose().Replace(Text, "");

    /// <summary>Every file of the product, build output aside.</summary>
    public static IReadOnlyList<SourceFile> All(string root) =>
    [
        .. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("bin/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal))
            .Select(path => new SourceFile(path, File.ReadAllText(System.IO.Path.Combine(root, path)))),
    ];

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(?<name>[A-Z]\w*)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<![\w.])(?:global::)?Gateway\.(?<feature>[A-Z]\w*)")]
    private static partial Regex Reference();

    [GeneratedRegex("""
        "{3}.*?"{3}|"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/
        """, RegexOptions.Singleline)]
    private static partial Regex Prose();
}
