using System.Text.Json;
using Gateway.JourneyTests.Browsing;
using Gateway.JourneyTests.LivePage;
using Gateway.JourneyTests.Surroundings;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gateway.JourneyTests.Signals;

/// <summary>
/// A request slowed at one place: the stage of that place grows by what was injected, ± 10 %, and no other one does. By way of HAProxy, read from
/// <c>/metrics</c> and from what the live page draws; each place against the same requests unslowed, in the same gateway.
/// </summary>
[Collection(SlowWorld.Name)]
public sealed class SlowPlaceTests(SlowWorld world)
{
    private const int Requests = 3;
    private static readonly string[] Stages =
        ["ingress_wait", "session", "authentication", "token_refresh", "upstream_connect", "upstream_wait", "upstream_body", "gateway", "gc_pause"];

    private static readonly TimeSpan Injected = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task Redis()
    {
        var alice = await SignedInUser.SignInAsync(world.World, "alice");
        await SlowsAsync("user", "session", slow => world.RedisTakes = slow, () => world.CallAsync("/user/x", ("Cookie", alice.CookieHeader)));
    }

    [Fact]
    public async Task The_provider_that_explains_a_token()
    {
        var tokens = new Queue<string>();
        for (var request = 0; request <= 2 * Requests; request++) tokens.Enqueue(await world.NewTokenAsync());
        await SlowsAsync("machine", "authentication", slow => world.ProviderTakes = slow, () => world.CallAsync("/machine/x", ("Authorization", $"Bearer {tokens.Dequeue()}")));
    }

    [Fact]
    public async Task The_provider_that_gives_the_gateways_own_token()
    {
        // Three tokens, each of them got once: one with code that is new to both sides, one as usual and one slowly.
        Assert.Equal(200, await world.CallAsync("/client/x"));
        Assert.Equal(200, await world.CallAsync("/client-profile/x"));
        var usual = await StagesAsync("client-profile");
        world.ProviderTakes = Injected;
        Assert.Equal(200, await world.CallAsync("/client-api/x"));
        world.ProviderTakes = TimeSpan.Zero;
        var slowed = await StagesAsync("client-api");
        AssertGrew("token_refresh", Injected, stage => slowed[stage] - usual[stage]);
        var shown = await ShownAsync("client-api");
        AssertGrew("token_refresh", Injected, stage => shown[stage] - usual[stage]);
    }

    [Fact]
    public Task Connecting() => SlowsAsync("tls", "upstream_connect", slow => world.ConnectingTakes = slow, () => world.CallAsync("/tls/x"));

    [Fact]
    public async Task The_upstream_before_its_answer()
    {
        var before = 0.0;
        await SlowsAsync("before", "upstream_wait", slow => before = slow.TotalMilliseconds, () => world.CallAsync($"/before/x?before={before}"));
    }

    [Fact]
    public async Task The_upstream_within_its_body()
    {
        var body = 0.0;
        var asUsual = await SlowsAsync("body", "upstream_body", slow => body = slow.TotalMilliseconds, () => world.CallAsync($"/body/x?body={body}"));

        var seen = await SeenInABrowserAsync("body");
        AssertGrew("upstream_body", Injected, stage => (seen[stage] - asUsual[stage]) / Requests);
    }

    /// <summary>HAProxy lets one request in at a time; the second one waits in its queue for as long as HAProxy itself says.</summary>
    [Fact]
    public async Task The_balancers_queue()
    {
        await world.CallAsync("/queue/x");
        var before = await StagesAsync("queue");
        await world.World.Haproxy.AskAsync("set maxconn server gateways/gateway-1 1");
        try
        {
            var first = world.CallAsync($"/queue/x?before={Injected.TotalMilliseconds}");
            await Eventually.HoldsAsync(async () => (await Active("queue")) == 1, TimeSpan.FromSeconds(5), () => "the first request is in the gateway");
            Assert.Equal(200, await world.CallAsync("/queue/x"));
            Assert.Equal(200, await first);
        }
        finally
        {
            await world.World.Haproxy.AskAsync("set maxconn server gateways/gateway-1 0");
        }

        var queued = TimeSpan.FromMilliseconds(world.World.Haproxy.Lines.Max(line => line.QueueMs));
        Assert.True(queued > Injected * 0.5, $"It was queued for {queued}.");
        await GrewAsync("queue", "ingress_wait", queued, before, stage => stage == "upstream_wait" ? Injected : TimeSpan.Zero);
    }

    /// <summary>The process stands still while the upstream is at work: beside the wait for it, which grows no longer.</summary>
    [Fact]
    public async Task A_garbage_collection()
    {
        var faults = world.Gateway.Faults!;
        await faults.PrepareCollectionAsync(TimeSpan.FromMilliseconds(300));
        const int AtWork = 900;
        await world.CallAsync("/pause/x");
        var before = await StagesAsync("pause");
        var call = world.CallAsync($"/pause/x?before={AtWork}");
        await Eventually.HoldsAsync(async () => (await Active("pause")) == 1, TimeSpan.FromSeconds(5), () => "the request is in the gateway");
        TimeSpan pause;
        await using (var collection = await faults.CollectAsync()) pause = (await collection.EndAsync()).Length;
        Assert.Equal(200, await call);
        await faults.ReleaseAsync();

        await GrewAsync("pause", "gc_pause", pause, before, stage => stage == "upstream_wait" ? TimeSpan.FromMilliseconds(AtWork) : TimeSpan.Zero);
    }

    /// <summary>No thread is free to begin with the request: it has reached the machine and not the gateway.</summary>
    [Fact]
    public async Task A_starved_thread_pool()
    {
        await world.CallAsync("/starved/x");
        var before = await StagesAsync("starved");
        await using var starvation = await world.Gateway.Faults!.StarveAsync(Injected);
        var sent = TimeProvider.System.GetUtcNow();
        Assert.Equal(200, await world.CallAsync("/starved/x"));
        var met = (await starvation.EndAsync()).Ended - sent;

        Assert.True(met > Injected * 0.5, $"It met {met} of the starvation.");
        await GrewAsync("starved", "ingress_wait", met, before, _ => TimeSpan.Zero);
    }

    /// <summary>What the route's requests had taken in all had none of them been slow.</summary>
    private async Task<Dictionary<string, TimeSpan>> SlowsAsync(string route, string place, Action<TimeSpan> slow, Func<Task<int>> call)
    {
        Assert.Equal(200, await call());
        var before = await StagesAsync(route);
        await CallAllAsync(call);
        var usual = await StagesAsync(route);
        slow(Injected);
        try
        {
            await CallAllAsync(call);
        }
        finally
        {
            slow(TimeSpan.Zero);
        }

        var slowed = await StagesAsync(route);
        AssertGrew(place, Injected, stage => (slowed[stage] - usual[stage] - (usual[stage] - before[stage])) / Requests);

        // The live page draws what /api/routes says, from the first request on.
        var asUsual = Stages.ToDictionary(stage => stage, stage => usual[stage] + (usual[stage] - before[stage]));
        var shown = await ShownAsync(route);
        AssertGrew(place, Injected, stage => (shown[stage] - asUsual[stage]) / Requests);
        return asUsual;
    }

    /// <summary>The route's stages have grown since, beside what its other requests were meant to take: on <c>/metrics</c> and at the live page.</summary>
    private async Task GrewAsync(string route, string place, TimeSpan by, Dictionary<string, TimeSpan> before, Func<string, TimeSpan> meant)
    {
        foreach (var after in (Dictionary<string, TimeSpan>[])[await StagesAsync(route), await ShownAsync(route)]) AssertGrew(place, by, stage => after[stage] - before[stage] - meant(stage));
    }

    private static async Task CallAllAsync(Func<Task<int>> call)
    {
        for (var request = 0; request < Requests; request++) Assert.Equal(200, await call());
    }

    private static void AssertGrew(string place, TimeSpan by, Func<string, TimeSpan> growth)
    {
        var grown = Stages.ToDictionary(stage => stage, growth);
        var account = string.Join(", ", grown.Select(stage => $"{stage.Key} {stage.Value.TotalMilliseconds:F1} ms"));
        TestContext.Current.TestOutputHelper?.WriteLine($"injected {by.TotalMilliseconds:F1} ms at {place}: {account}");
        Assert.True(grown[place] >= by * 0.9 && grown[place] <= by * 1.1, $"{place} did not grow by {by.TotalMilliseconds} ms: {account}");
        Assert.All(grown.Where(stage => stage.Key != place), stage => Assert.True(stage.Value.Duration() <= by * 0.1, $"{stage.Key} grew as well: {account}"));
    }

    private async Task<Dictionary<string, TimeSpan>> StagesAsync(string route)
    {
        // The answer reaches the client a moment before the request's account is closed.
        await Eventually.HoldsAsync(async () => await Active(route) == 0, TimeSpan.FromSeconds(5), () => $"no request of {route} is in progress");
        var metrics = await Exposition.OfAsync(world.Gateway);
        return Stages.ToDictionary(
            stage => stage,
            stage => TimeSpan.FromSeconds(metrics.Sum("gateway_request_stage_duration_seconds_sum", ("route", route), ("stage", stage))));
    }

    /// <summary>All the time spent in each stage of a route whose requests are no older than two minutes, which is what is shown.</summary>
    private async Task<Dictionary<string, TimeSpan>> ShownAsync(string route)
    {
        var called = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        using var http = new HttpClient();
        JsonElement seconds = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                using var routes = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{world.Gateway.OperationsPort}/api/routes?seconds=true")));
                seconds = routes.RootElement.EnumerateArray().Single(shown => shown.GetProperty("route").GetString() == route).GetProperty("seconds").Clone();
                return seconds[seconds.GetArrayLength() - 1].GetProperty("at").GetDateTimeOffset().ToUnixTimeSeconds() >= called;
            },
            TimeSpan.FromSeconds(5),
            () => "the second is over");
        return Stages.ToDictionary(
            stage => stage,
            stage => TimeSpan.FromSeconds(seconds.EnumerateArray().Sum(second => second.GetProperty("stages").GetProperty(stage).GetDouble() * second.GetProperty("requests").GetInt32())));
    }

    /// <summary>The same as a reader of the route's page works it out: means times requests.</summary>
    private async Task<Dictionary<string, TimeSpan>> SeenInABrowserAsync(string route)
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(new Uri($"http://127.0.0.1:{world.Gateway.OperationsPort}/routes/{route}"));
        // Once it lives.
        var up = page.Locator(".replica");
        await Expect(up).Not.ToHaveTextAsync(await up.InnerTextAsync(), new() { UseInnerText = true });
        var requests = (await ShownFigures.OfTilesAsync(page))["Since start"].Value;
        return (await ShownFigures.OfStagesAsync(page)).ToDictionary(stage => stage.Key, stage => TimeSpan.FromSeconds(stage.Value.Value * requests));
    }

    private async Task<double> Active(string route) => (await Exposition.OfAsync(world.Gateway)).Sum("gateway_requests_active", ("route", route));
}
