using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Gateway.JourneyTests.Browsing;
using Gateway.JourneyTests.Signals;
using Gateway.JourneyTests.Surroundings;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gateway.JourneyTests.LivePage;

/// <summary>An operator with a browser at the operations port of one of two replicas under traffic.</summary>
[Collection(MeasuringJourneys.Name)]
public sealed partial class LivePageTests
{
    private const string Route = "open";
    private const string Hostile = "<script>boom()</script>";
    private static readonly TimeSpan KnownEverywhere = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Figures_agree_with_the_metrics_a_session_is_ended_by_keyboard_on_all_replicas_and_the_page_looks_as_the_README_shows()
    {
        await using var world = await World.StartAsync(new WorldOptions
        {
            Gateways = 2,
            Settings = new Dictionary<string, string>
            {
                [$"ReverseProxy:Routes:{Hostile}:ClusterId"] = "demo",
                [$"ReverseProxy:Routes:{Hostile}:Match:Path"] = "/hostile",
                [$"ReverseProxy:Routes:{Hostile}:AuthorizationPolicy"] = "anonymous",
            },
        });
        var alice = await SignedInUser.SignInAsync(world, "alice");
        var gateway = world.Gateways[0];
        await using var traffic = new SteadyTraffic(
            new Uri(gateway.Origin, "/open/echo"), new Uri(gateway.Origin, "/open/echo?x"), new Uri(gateway.Origin, "/api/echo"), new Uri(gateway.Origin, "/bff/user"));
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.Context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, said) =>
        {
            if (said.Type is "error" or "warning") complaints.Add(said.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Port != gateway.OperationsPort) complaints.Add($"It asked {request.Url}.");
        };
        var home = new Uri($"http://127.0.0.1:{gateway.OperationsPort}/");

        await page.GotoAsync(new Uri(home, $"routes/{Route}").ToString());
        await AgreesWithTheMetricsAsync(page, gateway);
        await Pictures.TakeAsync(page, home);
        await ShowsAHostileNameAsItIsAsync(page, home, gateway);
        await EndsASessionByKeyboardAsync(page, home, alice);

        var ended = TimeProvider.System.GetTimestamp();
        foreach (var replica in world.Gateways)
        {
            await Eventually.HoldsAsync(async () => await StatusAsync(replica, alice) == HttpStatusCode.Unauthorized, KnownEverywhere, () => "the session is dead at this replica");
        }

        Assert.True(TimeProvider.System.GetElapsedTime(ended) < KnownEverywhere);
        Assert.Equal(1, (await Exposition.OfAsync(gateway)).Sum("gateway_sessions_ended_total", ("cause", "administrator")));
        Assert.Empty(complaints);
    }

    private static async Task AgreesWithTheMetricsAsync(IPage page, GatewayProcess gateway)
    {
        var tile = page.Locator("dl.tiles div", new() { HasText = "Since start" }).Locator("dd");
        await Expect(tile).ToBeVisibleAsync();
        // Until ten whole seconds have traffic, the rate is that of fewer.
        var rate = page.Locator("dl.tiles div", new() { HasText = "Rate" }).Locator("dd");
        await Expect(rate).ToHaveTextAsync(Rate(), new() { Timeout = 20_000 });

        // What it shows was counted after the first look at the metrics, when it has changed twice since, and before the second.
        var before = await Exposition.OfAsync(gateway);
        var shown = await tile.InnerTextAsync();
        for (var change = 0; change < 2; change++)
        {
            await Expect(tile).Not.ToHaveTextAsync(shown);
            shown = await tile.InnerTextAsync();
        }

        var p50 = Seconds(await page.Locator("dl.tiles div", new() { HasText = "p50" }).Locator("dd").InnerTextAsync());
        var after = await Exposition.OfAsync(gateway);
        var requests = double.Parse(Requests().Match(shown).Groups["count"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.InRange(requests, Counted(before), Counted(after));

        var (from, to) = MedianBucket(after);
        TestContext.Current.TestOutputHelper?.WriteLine($"page: {requests} requests, p50 {p50 * 1000:F2} ms, rate {await rate.InnerTextAsync()}; metrics: {Counted(before)} to {Counted(after)}, median in {from * 1000}–{to * 1000} ms");
        // The page's quantiles are up to 7.5 % off, and of the last minute, as all of this test is.
        Assert.InRange(p50, from * 0.92, to * 1.08);
    }

    // Were it taken for more than text, the page would complain of a script it must not run.
    private static async Task ShowsAHostileNameAsItIsAsync(IPage page, Uri home, GatewayProcess gateway)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(gateway.Origin, "/hostile"));
        await page.GotoAsync(home.ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = Hostile }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(Hostile);
    }

    private static double Counted(Exposition metrics) => metrics.Sum("gateway_requests_total", ("route", Route));

    private static (double From, double To) MedianBucket(Exposition metrics)
    {
        const string Buckets = "gateway_request_duration_seconds_bucket";
        var all = metrics.Sum("gateway_request_duration_seconds_count", ("route", Route));
        var from = 0.0;
        foreach (var edge in metrics.Values(Buckets, "le").Where(edge => edge != "+Inf").OrderBy(edge => double.Parse(edge, CultureInfo.InvariantCulture)))
        {
            var to = double.Parse(edge, CultureInfo.InvariantCulture);
            if (metrics.Sum(Buckets, ("route", Route), ("le", edge)) >= all / 2) return (from, to);
            from = to;
        }

        return (from, double.PositiveInfinity);
    }

    private static double Seconds(string duration)
    {
        var (number, unit) = (duration.Split(' ')[0], duration.Split(' ')[1]);
        return double.Parse(number, CultureInfo.InvariantCulture) / (unit == "ms" ? 1000 : 1);
    }

    private static async Task EndsASessionByKeyboardAsync(IPage page, Uri home, SignedInUser alice)
    {
        await page.GotoAsync(new Uri(home, "sessions").ToString());
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sessions", Exact = true })).ToBeVisibleAsync();
        await TabToAsync(page, "input[type=search]");
        await page.Keyboard.TypeAsync(alice.Name);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("One session.")).ToBeVisibleAsync();
        await TabToAsync(page, "table.sessions button");
        await page.Keyboard.PressAsync("Enter");
        // The question has the focus, so that the answer is one key away and not under the same finger twice.
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Yes, end it" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("has ended, on every replica")).ToBeVisibleAsync();
    }

    private static async Task TabToAsync(IPage page, string target)
    {
        for (var press = 0; press < 40; press++)
        {
            if (await page.EvaluateAsync<bool>($"document.activeElement?.matches('{target}') ?? false")) return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"40 times Tab do not lead to {target}.");
    }

    private static async Task<HttpStatusCode> StatusAsync(GatewayProcess replica, SignedInUser user)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(replica.Origin, "/bff/user")) { Headers = { { "Cookie", user.CookieHeader }, { "X-CSRF", "1" } } };
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    // Half of some fifty requests a second, on a machine that may be busy.
    [GeneratedRegex(@"^(1[5-9]|2\d|30) /s$")]
    private static partial Regex Rate();

    [GeneratedRegex("(?<count>[0-9,]+) requests")]
    private static partial Regex Requests();
}
