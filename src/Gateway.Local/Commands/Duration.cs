using System.CommandLine.Parsing;
using System.Globalization;

namespace Gateway.Local.Commands;

/// <summary>A length of time as people write it: 10s, 5m, 1h, 14d, 250ms or 00:00:10.</summary>
internal static class Duration
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    public static TimeSpan? Parse(string text)
    {
        // Not TimeSpan.Parse: it reads "10" as ten days.
        if (text.Contains(':', StringComparison.Ordinal))
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var exact) && exact >= TimeSpan.Zero ? exact : null;

        foreach (var (unit, length) in Units)
        {
            var isNumber = text.EndsWith(unit, StringComparison.Ordinal)
                & double.TryParse(text[..^Math.Min(unit.Length, text.Length)], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
            if (isNumber) return number * length;
        }

        return null;
    }

    /// <summary>For a command-line option.</summary>
    public static TimeSpan Parse(ArgumentResult argument)
    {
        var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (Parse(text) is { } duration) return duration;
        argument.AddError($"{text} is no length of time: write 10s, 5m, 1h, 14d or 00:00:10.");
        return default;
    }
}
