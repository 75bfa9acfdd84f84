namespace Gateway.Tests.Conventions;

/// <summary>Names that say nothing, and names that ASP.NET Core already has.</summary>
internal static class Names
{
    private const int MostLines = 250;

    private static readonly string[] Folders = ["Helpers", "Utils", "Common", "Extensions"];
    private static readonly string[] Endings = ["Manager", "Service", "Base", "Impl"];
    private static readonly string[] Taken = ["SessionOptions", "SessionMiddleware", "AuthenticationOptions", "RouteOptions"];

    public static IEnumerable<string> Problems(SourceFile file, string project = "Gateway")
    {
        if (file.Lines > MostLines) yield return $"{file.Path}: {file.Lines} lines; above {MostLines} a file has two subjects";
        foreach (var folder in file.Path.Split('/')[..^1].Where(folder => Folders.Contains(folder, StringComparer.OrdinalIgnoreCase)))
            yield return $"{file.Path}: a folder called {folder} has no subject";
        foreach (var type in file.Types)
        {
            if (Endings.Any(ending => type.EndsWith(ending, StringComparison.Ordinal)) || type.StartsWith("Default", StringComparison.Ordinal))
                yield return $"{file.Path}: {type} says nothing";
            if (Taken.Contains(type)) yield return $"{file.Path}: {type} is a name of ASP.NET Core";
        }

        if (file.Feature.Length > 0 && !file.Code.Contains($"namespace {project}.{file.Path[..file.Path.LastIndexOf('/')].Replace('/', '.')};", StringComparison.Ordinal))
            yield return $"{file.Path}: its namespace is not its folder";
    }
}
