using System.Net;
using Gateway.JourneyTests.Surroundings;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gateway.JourneyTests.Browsing;

/// <summary>A person with a browser at the local stack, from signing in to signing out.</summary>
public sealed class UserOfTheDemoTests
{
    private const string SessionCookie = "__Host-demo";

    [Fact]
    public async Task Alice_signs_in_stays_signed_in_across_a_redeploy_follows_a_link_from_another_site_and_signs_out()
    {
        await using var stack = new LocalStackProcess();
        await stack.StartAsync();
        await using var chromium = await Chromium.StartAsync();

        var page = await chromium.OpenAsync(stack.Front);
        await Expect(page.Locator("#who")).ToHaveTextAsync("Nobody.");
        await SignInAsync(page);
        await Expect(page.Locator("#who")).ToHaveTextAsync("Alice");

        var cookie = Assert.Single(await chromium.Context.CookiesAsync([stack.Front.ToString()]), cookie => cookie.Name == SessionCookie);
        Assert.True(cookie.HttpOnly);
        Assert.True(cookie.Secure);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        Assert.Equal("/", cookie.Path);
        Assert.Equal("localhost", cookie.Domain);
        Assert.Equal(-1, cookie.Expires);
        Assert.Equal("v1.".Length + 43, cookie.Value.Length);
        Assert.DoesNotContain(await chromium.Context.CookiesAsync(), left => left.Name.StartsWith(SessionCookie + ".", StringComparison.Ordinal));
        Assert.Empty(await page.EvaluateAsync<string>("document.cookie"));

        await RedeployAsync(stack);
        await page.ReloadAsync();
        await Expect(page.Locator("#who")).ToHaveTextAsync("Alice");
        await page.Locator("#post").ClickAsync();
        await Expect(page.Locator("#answer")).ToContainTextAsync("\"method\": \"POST\"");
        await Expect(page.Locator("#answer")).ToContainTextAsync("Bearer ");
        await Expect(page.Locator("#answer")).Not.ToContainTextAsync(SessionCookie);

        await FollowsALinkFromAnotherSiteAsync(chromium, stack);

        await page.Locator("#sign-out").ClickAsync();
        await Expect(page.Locator("#who")).ToHaveTextAsync("Nobody.");
        Assert.DoesNotContain(await chromium.Context.CookiesAsync(), left => left.Name == SessionCookie);
    }

    [Fact]
    public async Task A_link_from_another_site_takes_a_stranger_to_the_sign_in_form_and_back_to_where_it_led()
    {
        await using var stack = new LocalStackProcess();
        await stack.StartAsync();
        await using var elsewhere = await OtherSite.StartAsync(new Uri(stack.Front, "/api/deep?link=1"));
        await using var chromium = await Chromium.StartAsync();

        var page = await chromium.OpenAsync(elsewhere.Address);
        await page.Locator("a").ClickAsync();
        await FillFormAsync(page);

        await page.WaitForURLAsync(new Uri(stack.Front, "/api/deep?link=1").ToString());
        await Expect(page.Locator("body")).ToContainTextAsync("\"path\":\"/api/deep\"");
    }

    private static async Task FollowsALinkFromAnotherSiteAsync(Chromium chromium, LocalStackProcess stack)
    {
        await using var elsewhere = await OtherSite.StartAsync(new Uri(stack.Front, "/api/deep?link=1"));
        var page = await chromium.OpenAsync(elsewhere.Address);
        var visited = new List<string>();
        page.Request += (_, request) => visited.Add(request.Url);

        await page.Locator("a").ClickAsync();

        await Expect(page.Locator("body")).ToContainTextAsync("\"path\":\"/api/deep\"");
        Assert.DoesNotContain(visited, url => url.Contains("/bff/login", StringComparison.Ordinal));
        Assert.Equal(2, visited.Count(url => url.Contains("/api/deep", StringComparison.Ordinal)));
        await page.CloseAsync();
    }

    private static async Task SignInAsync(IPage page)
    {
        await page.Locator("#sign-in").ClickAsync();
        await FillFormAsync(page);
    }

    private static async Task FillFormAsync(IPage page)
    {
        await page.Locator("input[name=username]").FillAsync("alice");
        await page.Locator("input[name=password]").FillAsync("alice");
        await page.Locator("button[type=submit]").ClickAsync();
    }

    private static async Task RedeployAsync(LocalStackProcess stack)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        using var answer = await http.PostAsync(new Uri(stack.Control, "/redeploy"), content: null);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK && text.Contains("\"replaced\":2", StringComparison.Ordinal), text);
    }
}
