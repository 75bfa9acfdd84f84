namespace Gateway.Signals.Slo.Rules;

/// <summary>Label matchers.</summary>
internal static class PromQl
{
    private const string SpecialInRegex = @"\.+*?()|[]{}^$";

    public static string Is(string label, string value) => $"{label}=\"{Text(value)}\"";

    public static string IsOneOf(string label, IReadOnlyCollection<string> values) => values.Count == 1
        ? Is(label, values.Single())
        : $"{label}=~\"{Text(string.Join('|', values.Select(Literally)))}\"";

    // RE2, which is anchored here on both sides.
    private static string Literally(string value) => string.Concat(value.Select(letter => SpecialInRegex.Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : $"{letter}"));

    private static string Text(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
