using System.Text.Json;

namespace Gateway.Tests.Deploy;

/// <summary>The instructions of a Dockerfile and what must hold for them.</summary>
internal sealed class Dockerfile(string text)
{
    private readonly List<(string Keyword, string Operands)> _instructions = [.. text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', 2))
        .Select(words => (words[0], words[^1]))];

    public IEnumerable<string> Problems(string root, string assembly)
    {
        foreach (var source in Copied().Where(source => !Path.Exists(Path.Combine(root, source))))
            yield return $"COPY of '{source}', which does not exist";
        if (!text.Contains($"{assembly}.csproj", StringComparison.Ordinal)) yield return $"{assembly}.csproj is not built";

        var final = _instructions.SkipWhile(instruction => !IsFinalStage(instruction)).ToList();
        if (!final[0].Operands.Contains("-chiseled", StringComparison.Ordinal)) yield return "the final image is not chiseled";
        var user = final.LastOrDefault(instruction => instruction.Keyword == "USER").Operands;
        if (user is null or "root" or "0") yield return "runs as root";

        var entrypoint = Exec(final.LastOrDefault(instruction => instruction.Keyword == "ENTRYPOINT").Operands);
        if (entrypoint is not ["dotnet", var started] || started != $"/app/{assembly}.dll")
            yield return $"ENTRYPOINT is not the exec form of dotnet /app/{assembly}.dll";
    }

    public IEnumerable<string> HealthcheckProblems(string assembly)
    {
        var healthcheck = _instructions.LastOrDefault(instruction => instruction.Keyword == "HEALTHCHECK").Operands;
        var command = healthcheck?.Split("CMD ", 2);
        if (command is not [_, var words] || Exec(words) is not ["dotnet", var program, "healthcheck", ..] || program != $"/app/{assembly}.dll")
            yield return $"HEALTHCHECK is not the exec form of dotnet /app/{assembly}.dll healthcheck";
    }

    private bool IsFinalStage((string Keyword, string Operands) instruction) =>
        instruction == _instructions.Last(other => other.Keyword == "FROM");

    private IEnumerable<string> Copied() => _instructions
        .Where(instruction => instruction.Keyword == "COPY" && !instruction.Operands.Contains("--from", StringComparison.Ordinal))
        .SelectMany(instruction => instruction.Operands.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipLast(1));

    /// <summary>The words of an exec form; empty for a shell form, which an image without a shell cannot run.</summary>
    private static string[] Exec(string? instruction)
    {
        if (instruction is null || !instruction.StartsWith('[')) return [];
        return JsonSerializer.Deserialize<string[]>(instruction)!;
    }
}
