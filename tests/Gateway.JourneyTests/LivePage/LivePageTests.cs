using System.Net;
using Gateway.JourneyTests.Browsing;
using Gateway.JourneyTests.Signals;
using Gateway.JourneyTests.Surroundings;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gateway.JourneyTests.LivePage;

/// <summary>An operator with a browser at the operations port of one of two replicas under traffic.</summary>
[Collection(MeasuringJourneys.Name)]
public sealed class LivePageTests
{
    private const string Route = "open";
    private const string Hostile = "<script>boom()</script>";
    private static readonly TimeSpan KnownEverywhere = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    /// <summary>Pages that ask within this time share an answer.</summary>
    private static readonly TimeSpan LookedUpFor = TimeSpan.FromMilliseconds(500);

    // Of 40: a failure, four slow ones, 20 quick ones, and 15 of other routes.
    private static readonly string[] Traffic =
        [.. Enumerable.Range(0, 40).Select(n => n == 7 ? "/open/status/500" : n % 10 == 3 ? "/open/slow?ms=150" : n % 2 == 0 ? "/open/echo" : n % 4 == 1 ? "/api/echo" : "/bff/user")];

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
                [$"ReverseProxy:Routes:{Route}:Transforms:0:PathRemovePrefix"] = $"/{Route}",
            },
        });
        var alice = await SignedInUser.SignInAsync(world, "alice");
        var gateway = world.Gateways[0];
        await using var trail = new MetricsTrail(gateway);
        var began = TimeProvider.System.GetTimestamp();
        await using var traffic = new SteadyTraffic(new Uri(gateway.Origin, "/open/slow?ms=600000"), [.. Traffic.Select(path => new Uri(gateway.Origin, path))]);
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
        await TilesAgreeWithTheMetricsAsync(page, trail);
        await page.GotoAsync(home.ToString());
        await TableAgreesWithTheMetricsAsync(page, trail);
        Assert.True(TimeProvider.System.GetElapsedTime(began) < Minute, "The page's minute is not all of the traffic any more.");
        await page.GotoAsync(new Uri(home, $"routes/{Route}").ToString());
        await Expect(page.Locator("nav a[aria-current=page]")).ToHaveTextAsync("Routes");
        await Expect(page.Locator(".chart.tall svg path").First).ToBeAttachedAsync();
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

    private static async Task TilesAgreeWithTheMetricsAsync(IPage page, MetricsTrail trail)
    {
        var (from, tiles) = await LookAsync(page, () => ShownFigures.OfTilesAsync(page));
        var metrics = new MetricsSays(trail, from, TimeProvider.System.GetUtcNow(), Route);
        await metrics.RequestsAreAsync(tiles["Since start"]);
        await metrics.RateIsAsync(tiles["Rate"]);
        await metrics.ErrorShareIsAsync(tiles["Errors, last minute"]);
        await metrics.ActiveAreAsync(tiles["Active"]);
        await metrics.DurationIsAsync(tiles["p50"], 0.50);
        await metrics.DurationIsAsync(tiles["p99"], 0.99);
    }

    private static async Task TableAgreesWithTheMetricsAsync(IPage page, MetricsTrail trail)
    {
        var (from, lines) = await LookAsync(page, () => ShownFigures.OfTableAsync(page));
        var to = TimeProvider.System.GetUtcNow();
        Assert.Equal((await trail.AroundAsync(to)).After.Values("gateway_requests_total", "route"), lines.Keys.Order(StringComparer.Ordinal));
        foreach (var (route, line) in lines) await new MetricsSays(trail, from, to, route).LineIsAsync(line);
    }

    /// <summary>Figures the page took at some moment from the one that is returned until now.</summary>
    private static async Task<(DateTimeOffset From, T Figures)> LookAsync<T>(IPage page, Func<Task<T>> figures)
    {
        // Once it lives, and some traffic is in whole seconds.
        var up = page.Locator(".replica");
        var from = DateTimeOffset.MinValue;
        for (var second = 0; second < 3; second++)
        {
            var shown = await up.InnerTextAsync();
            from = TimeProvider.System.GetUtcNow() - LookedUpFor;
            await Expect(up).Not.ToHaveTextAsync(shown, new() { UseInnerText = true });
        }

        return (from, await figures());
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
}
