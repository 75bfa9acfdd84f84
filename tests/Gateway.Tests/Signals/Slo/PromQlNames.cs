using System.Text.RegularExpressions;

namespace Gateway.Tests.Signals.Slo;

/// <summary>The metrics an expression reads.</summary>
internal static partial class PromQlNames
{
    private static readonly string[] Words = ["and", "or", "unless", "bool", "offset", "inf", "nan"];

    public static IReadOnlyList<string> In(string expression)
    {
        var bare = Quoted().Replace(expression, "");
        bare = Matchers().Replace(bare, "");
        bare = Ranges().Replace(bare, "");
        bare = Grouping().Replace(bare, "");
        return
        [
            .. Identifier().Matches(bare).Select(match => match.Value)
                .Where(name => !Words.Contains(name, StringComparer.OrdinalIgnoreCase))
                .Distinct().Order(StringComparer.Ordinal),
        ];
    }

    [GeneratedRegex("\"(\\\\.|[^\"])*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Matchers();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Ranges();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    // What a parenthesis follows is a function or an aggregation.
    [GeneratedRegex(@"\b[a-zA-Z_][a-zA-Z0-9_:]*\b(?!\s*\()")]
    private static partial Regex Identifier();
}
