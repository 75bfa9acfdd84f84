using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Conventions;

/// <summary>One log file a feature, each with a hundred event ids of its own: an id found in a log names its feature and its line.</summary>
internal static partial class EventIds
{
    private const int BlockSize = 100;

    private static readonly Dictionary<string, int> Blocks = new()
    {
        ["Signals"] = 1000,
        ["Frontends"] = 1100,
        ["Sessions"] = 1200,
        ["Authentication"] = 1300,
        ["Forwarding"] = 1400,
        ["Redis"] = 1500,
        ["Resilience"] = 1600,
        ["Operations"] = 1700,
        ["Rollout"] = 1800,
    };

    public static IEnumerable<string> Problems(IReadOnlyList<SourceFile> files)
    {
        var logs = files.Where(file => file.Code.Contains("[LoggerMessage(", StringComparison.Ordinal)).ToList();
        foreach (var feature in logs.CountBy(file => file.Feature).Where(feature => feature.Value > 1))
            yield return $"{feature.Key}: {feature.Value} files with log messages, one is enough";

        foreach (var file in logs)
        {
            if (!file.Path.EndsWith("Log.cs", StringComparison.Ordinal)) yield return $"{file.Path}: log messages belong in {file.Feature}'s Log.cs";
            foreach (var problem in Ids(file)) yield return problem;
        }

        foreach (var id in logs.SelectMany(Numbers).CountBy(id => id).Where(id => id.Value > 1))
            yield return $"event id {id.Key} is used {id.Value} times";
    }

    private static IEnumerable<string> Ids(SourceFile file)
    {
        var block = Blocks.GetValueOrDefault(file.Feature);
        foreach (var id in Numbers(file).Where(id => id < block || id >= block + BlockSize))
            yield return $"{file.Path}: event id {id} is outside {block}–{block + BlockSize - 1}";
        if (Numbers(file).Count() != Message().Count(file.Code)) yield return $"{file.Path}: a log message without an event id";
    }

    private static IEnumerable<int> Numbers(SourceFile file) =>
        Id().Matches(file.Code).Select(match => int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\[LoggerMessage\(")]
    private static partial Regex Message();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*|eventId:\s*)?(?<id>\d+)")]
    private static partial Regex Id();
}
