using Gateway.JourneyTests.Surroundings;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gateway.JourneyTests.LivePage;

/// <summary>
/// The README's pictures of the live page: light, dark and on a phone, where nothing may be wider than the screen. Left in artifacts/; with
/// <c>GATEWAY_TESTS_PICTURES=1</c> in the folder the README shows them from.
/// </summary>
internal static class Pictures
{
    private const int LargestBytes = 200_000;

    /// <summary>The README's show two minutes; a test has no time for them.</summary>
    private static readonly TimeSpan FullTrend = TimeSpan.FromSeconds(110);

    private static bool AreForTheReadme => Environment.GetEnvironmentVariable("GATEWAY_TESTS_PICTURES") == "1";

    private static string Folder => AreForTheReadme
        ? BuiltGateway.PathOf("tests/Gateway.JourneyTests/LivePage/Screenshots")
        : BuiltGateway.PathOf("artifacts");

    public static async Task TakeAsync(IPage page, Uri home)
    {
        await page.SetViewportSizeAsync(1200, 760);
        if (AreForTheReadme) await Task.Delay(FullTrend, TimeProvider.System);
        await TakeAsync(page, "route-light.png");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.GotoAsync(home.ToString());
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "open", Exact = true })).ToBeVisibleAsync();
        await TakeAsync(page, "routes-dark.png");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await TakeAsync(page, "routes-light.png");
        await page.SetViewportSizeAsync(360, 740);
        foreach (var path in (string[])["", "routes/open", "sessions", "dependencies"])
        {
            await page.GotoAsync(new Uri(home, path).ToString());
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            // Charts are drawn once the page lives; before that nothing of them could be too wide.
            if (path.StartsWith("routes/", StringComparison.Ordinal)) await Expect(page.Locator(".chart.tall svg path").First).ToBeAttachedAsync();
            Assert.True(await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth") <= 360, $"/{path} is wider than a phone.");
            await TakeAsync(page, $"phone-{(path.Length == 0 ? "routes" : path.Split('/')[0] == "routes" ? "route" : path)}.png");
        }

        await page.SetViewportSizeAsync(1200, 760);
    }

    private static async Task TakeAsync(IPage page, string name)
    {
        var path = Path.Combine(Directory.CreateDirectory(Folder).FullName, name);
        await page.ScreenshotAsync(new() { Path = path });
        Assert.True(new FileInfo(path).Length < LargestBytes, $"{name} is too large.");
    }
}
