using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.JourneyTests.LivePage;

/// <summary>Figures as the page's reader reads them, back to seconds, shares and counts, each with how far rounding may have taken it.</summary>
internal static partial class ShownFigures
{
    /// <summary>The lines of the routes' table at one moment: the route's name, then the figures from left to right without the trend.</summary>
    public static async Task<Dictionary<string, Rounded[]>> OfTableAsync(IPage page) =>
        (await RowsAsync(page.Locator(".routes tbody"))).ToDictionary(cells => cells[0], cells => cells[2..].Select(Read).ToArray());

    /// <summary>The tiles of a route's page at one moment.</summary>
    public static async Task<Dictionary<string, Rounded>> OfTilesAsync(IPage page)
    {
        var tiles = await page.Locator("dl.tiles").EvaluateAsync<string[][]>("list => [...list.children].map(tile => [...tile.children].map(part => part.innerText.trim()))");
        return tiles.ToDictionary(tile => tile[0], tile => Read(tile[1]));
    }

    /// <summary>The stages of a route's page at one moment: the mean of each.</summary>
    public static async Task<Dictionary<string, Rounded>> OfStagesAsync(IPage page) =>
        (await RowsAsync(page.Locator("table.stages tbody"))).ToDictionary(cells => cells[0], cells => Read(cells[1]));

    /// <summary>Whose figures, and which: the table of a route's page that sets both sides against each other.</summary>
    public static async Task<Dictionary<string, (Rounded P50, Rounded P99)>> OfBothSidesAsync(IPage page) =>
        (await RowsAsync(page.Locator("table.balancer tbody"))).ToDictionary(cells => cells[0], cells => (Read(cells[1]), Read(cells[2])));

    private static Task<string[][]> RowsAsync(ILocator body) => body.EvaluateAsync<string[][]>("body => [...body.rows].map(row => [...row.cells].map(cell => cell.innerText.trim()))");

    private static Rounded Read(string text)
    {
        if (text == "–") return new Rounded(0, 0);
        var read = Figure().Match(text);
        Assert.True(read.Success, $"'{text}' is no figure.");
        var digits = read.Groups["digits"].Value;
        var number = double.Parse(digits, NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        var (unit, isCount) = read.Groups["unit"].Value switch { "ms" => (0.001, false), "%" => (0.01, false), "" => (1.0, true), _ => (1.0, false) };
        if (read.Groups["below"].Success) return new Rounded(number * unit / 2, number * unit / 2);
        var places = digits.Contains('.', StringComparison.Ordinal) ? digits.Length - digits.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        return new Rounded(number * unit, isCount ? 0 : Math.Pow(10, -places) / 2 * unit);
    }

    // A sign of a state may stand before it, other words after it.
    [GeneratedRegex(@"^\W*?(?<below>< )?(?<digits>[0-9][0-9.,]*)(?: (?<unit>ms|s|%|/s)\b?)?")]
    private static partial Regex Figure();
}

/// <param name="Value">What is shown.</param>
/// <param name="By">How much more or less it may have been.</param>
internal readonly record struct Rounded(double Value, double By);
