using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Deque.AxeCore.Playwright;
using Gateway.JourneyTests.Browsing;
using Gateway.JourneyTests.Surroundings;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gateway.JourneyTests.LivePage;

/// <summary>An operator who has to show the key, uses the keyboard, has many routes and perhaps a screen reader.</summary>
public sealed class OperatorTests
{
    private const string Key = "an-api-key-of-this-test-0123456789abcdef";
    private const string Hostile = "<img src=x onerror=alert(1)>";
    private const int Routes = 64;
    private const int Phone = 360;

    // Turns what follows around, rings a bell and does not end.
    private static readonly string Endless = "\u202Eevil\a<b>" + new string('W', 10_000);

    [Fact]
    public async Task He_signs_in_with_the_key_keeps_his_place_among_64_routes_and_finds_nothing_in_his_way()
    {
        await using var world = await World.StartAsync(new WorldOptions { Gateways = 1, Settings = Settings() });
        var gateway = world.Gateways[0];
        var home = new Uri($"http://127.0.0.1:{gateway.OperationsPort}/");
        await SignedInUser.SignInAsync(world, Hostile);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(new Uri(home, "sessions"));

        await IsAccessibleAsync(page);
        await SignInAsync(page, "wrong-" + Key);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This is not the key.");
        await SignInAsync(page, Key);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sessions", Exact = true })).ToBeVisibleAsync();
        await IsLetInByItsOriginAsync(home, (await chromium.Context.CookiesAsync()).Single(cookie => cookie.Name == "gateway-administrator").Value);
        await StaysTextAsync(page);

        using var http = new HttpClient();
        for (var number = 0; number < Routes; number++) (await http.GetAsync(new Uri(gateway.Origin, $"/many/{number}"))).Dispose();
        await page.GotoAsync(home.ToString());
        await Expect(page.Locator(".routes tbody tr", new() { HasText = "many-" })).ToHaveCountAsync(Routes);
        await KeepsHisPlaceAsync(page);

        await IsAccessibleAsync(page, home, ColorScheme.Light, "", "routes/many-7", "sessions", "dependencies");
        await IsAccessibleAsync(page, home, ColorScheme.Dark, "", "dependencies");
        (await http.GetAsync(new Uri(gateway.Origin, "/endless"))).Dispose();
        await HoldsWhateverItsNameAsync(page, home);
        await IsShownTheDoorAsync(page, home);
    }

    private static Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string> { ["Gateway:Operations:ApiKey"] = Key };
        for (var number = 0; number < Routes; number++)
        {
            var route = $"ReverseProxy:Routes:many-{number}";
            settings[$"{route}:ClusterId"] = "demo";
            settings[$"{route}:AuthorizationPolicy"] = "anonymous";
            settings[$"{route}:Match:Path"] = $"/many/{number}";
        }

        settings[$"ReverseProxy:Routes:{Endless}:ClusterId"] = Endless;
        settings[$"ReverseProxy:Routes:{Endless}:AuthorizationPolicy"] = "anonymous";
        settings[$"ReverseProxy:Routes:{Endless}:Match:Path"] = "/endless";
        settings[$"ReverseProxy:Clusters:{Endless}:Destinations:a:Address"] = "http://127.0.0.1:1";
        return settings;
    }

    private static async Task SignInAsync(IPage page, string key)
    {
        await page.GetByLabel("API key").FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
    }

    // A browser sends the cookie with a WebSocket of any page of this host, and says which page that is.
    private static async Task IsLetInByItsOriginAsync(Uri home, string ticket)
    {
        Assert.True(await ConnectsAsync(home, ticket, home.GetLeftPart(UriPartial.Authority)));
        Assert.False(await ConnectsAsync(home, ticket, "http://127.0.0.1:1"));
        Assert.False(await ConnectsAsync(home, ticket[..^1] + "!", home.GetLeftPart(UriPartial.Authority)));
    }

    private static async Task<bool> ConnectsAsync(Uri home, string ticket, string origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", $"gateway-administrator={ticket}");
        socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(new UriBuilder(home) { Scheme = "ws", Path = "/_blazor" }.Uri, CancellationToken.None);
            return true;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private static async Task StaysTextAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Searchbox).FillAsync(Hostile);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText($"Sessions of {Hostile}")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "End session" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, end it" }).ClickAsync();
        await Expect(page.GetByText($"of {Hostile} has ended, on every replica.")).ToBeVisibleAsync();
        Assert.Equal(0, await page.Locator("img").CountAsync());
    }

    // Neither its route, nor its cluster, nor a subject of that name pushes anything out of a phone's screen.
    private static async Task HoldsWhateverItsNameAsync(IPage page, Uri home)
    {
        await page.SetViewportSizeAsync(Phone, 740);
        await page.GotoAsync(home.ToString());
        // Once it lives it needs no address for it that a server would have to read.
        await LivesAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = @"\u202Eevil\u0007<b>WWW" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(@"\u202Eevil\u0007<b>WWW");
        await Expect(page.Locator(".chart.tall svg path").First).ToBeAttachedAsync();
        await FitsAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Dependencies", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "WWW" })).ToBeVisibleAsync();
        await FitsAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Sessions", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync(Endless);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("WWW… has no session.")).ToBeVisibleAsync();
        await FitsAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Routes", Exact = true }).ClickAsync();
        await Expect(page.Locator(".routes tbody tr", new() { HasText = "WWW" })).ToBeVisibleAsync();
        await FitsAsync(page);
    }

    private static async Task FitsAsync(IPage page) =>
        Assert.True(await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth") <= Phone, $"/{new Uri(page.Url).AbsolutePath.Split('/')[1]} is wider than a phone.");

    // A page left open shows what it shows until the day is over, and not a second longer.
    private static async Task IsShownTheDoorAsync(IPage page, Uri home)
    {
        await page.Context.AddCookiesAsync([new() { Name = "gateway-administrator", Value = TicketFor(TimeSpan.FromSeconds(4)), Url = home.ToString() }]);
        await page.GotoAsync(home.ToString());
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Routes" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("API key")).ToBeVisibleAsync(new() { Timeout = 15_000 });
    }

    /// <summary>A ticket as the gateway makes it, that is over sooner.</summary>
    private static string TicketFor(TimeSpan left)
    {
        var ticket = new byte[sizeof(long) + HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(ticket, (TimeProvider.System.GetUtcNow() + left).ToUnixTimeSeconds());
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(Key), HMACSHA256.HashSizeInBytes, info: "gateway administrator ticket 1"u8.ToArray());
        HMACSHA256.HashData(key, ticket.AsSpan(0, sizeof(long)), ticket.AsSpan(sizeof(long)));
        return Base64Url.EncodeToString(ticket);
    }

    // Figures change every second; who is at a line stays there, whatever the order is by.
    private static async Task KeepsHisPlaceAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Searchbox).FillAsync("MANY-7");
        await Expect(page.Locator(".routes tbody tr")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Searchbox).FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rate" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Rate" })).ToHaveAttributeAsync("aria-sort", "descending");

        var link = page.GetByRole(AriaRole.Link, new() { Name = "many-7", Exact = true });
        await link.FocusAsync();
        for (var second = 0; second < 2; second++) await LivesAsync(page);

        await Expect(link).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "many-7" })).ToBeFocusedAsync();
    }

    private static async Task IsAccessibleAsync(IPage page, Uri home, ColorScheme colors, params string[] paths)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = colors });
        foreach (var path in paths)
        {
            await page.GotoAsync(new Uri(home, path).ToString());
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            // Once it lives: as it comes to life the page is drawn anew, title and all.
            await LivesAsync(page);
            await IsAccessibleAsync(page);
        }
    }

    private static async Task LivesAsync(IPage page)
    {
        var up = page.Locator(".replica");
        await Expect(up).Not.ToHaveTextAsync(await up.InnerTextAsync(), new() { UseInnerText = true });
    }

    private static async Task IsAccessibleAsync(IPage page)
    {
        var found = await page.RunAxe();
        Assert.True(
            found.Violations.Length == 0,
            $"{page.Url}:\n" + string.Join('\n', found.Violations.Select(rule => $"{rule.Id}: {rule.Help}\n  {string.Join("\n  ", rule.Nodes.Take(3).Select(node => node.Html))}")));
    }
}
