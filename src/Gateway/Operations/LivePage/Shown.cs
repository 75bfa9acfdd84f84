using System.Globalization;
using System.Text;

namespace Gateway.Operations.LivePage;

/// <summary>
/// Names as the page shows them. Razor keeps them text; this keeps them from turning the text around them (Unicode's bidirectional
/// controls, UAX 9), from hiding what is in them, and from filling the screen.
/// </summary>
internal static class Shown
{
    public const int Longest = 120;

    /// <summary>What has no shape of its own is written as its code, as JSON does; what is longer than <see cref="Longest"/> is cut.</summary>
    public static string Name(string name)
    {
        var shown = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (shown.Length >= Longest) return shown.Append('…').ToString();
            if (HasShape(rune)) shown.Append(rune);
            else shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
        }

        return shown.ToString();
    }

    private static bool HasShape(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
