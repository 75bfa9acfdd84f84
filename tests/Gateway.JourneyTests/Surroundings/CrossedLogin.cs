namespace Gateway.JourneyTests.Surroundings;

/// <summary>A login that begins at one replica and whose answer from the provider is brought to another, as any load balancer may do.</summary>
internal static class CrossedLogin
{
    public static async Task<bool> SucceedsAsync(Uri begunAt, Uri endsAt, string name)
    {
        var browser = new Browser(begunAt);
        var (_, form) = await browser.NavigateAsync("/bff/login?prompt=login");
        var callback = await browser.SubmitUntilAsync(form, $"username={name}&password={name}", address => address.AbsolutePath == "/bff/callback");
        if (callback is null) return false;

        await browser.NavigateAsync(new Uri(endsAt, callback.PathAndQuery).ToString());
        return browser.Cookies["__Host-demo"] is not null;
    }
}
