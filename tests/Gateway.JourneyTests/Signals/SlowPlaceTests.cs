using System.Text.Json;
using Gateway.JourneyTests.Surroundings;
using Xunit;

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
    }

    [Fact]
    public Task Connecting() => SlowsAsync("tls", "upstream_connect", slow => world.ConnectingTakes = slow, () => world.CallAsync("/tls/x"));

    [Fact]
    public async Task The_upstream_before_its_answer()
    {
        var before = 0.0;
        await SlowsAsync("slow", "upstream_wait", slow => before = slow.TotalMilliseconds, () => world.CallAsync($"/slow/x?before={before}"));
    }

    [Fact]
    public async Task The_upstream_within_its_body()
    {
        var body = 0.0;
        await SlowsAsync("slow", "upstream_body", slow => body = slow.TotalMilliseconds, () => world.CallAsync($"/slow/x?body={body}"));
    }

    /// <summary>HAProxy lets one request in at a time; the second one waits in its queue for as long as HAProxy itself says.</summary>
    [Fact]
    public async Task The_balancers_queue()
    {
        await world.CallAsync("/slow/queue");
        var before = await StagesAsync("slow");
        await world.World.Haproxy.AskAsync("set maxconn server gateways/gateway-1 1");
        try
        {
            var first = world.CallAsync($"/slow/queue?before={Injected.TotalMilliseconds}");
            await Eventually.HoldsAsync(async () => (await Active("slow")) == 1, TimeSpan.FromSeconds(5), () => "the first request is in the gateway");
            Assert.Equal(200, await world.CallAsync("/slow/queue"));
            Assert.Equal(200, await first);
        }
        finally
        {
            await world.World.Haproxy.AskAsync("set maxconn server gateways/gateway-1 0");
        }

        var after = await StagesAsync("slow");
        var queued = TimeSpan.FromMilliseconds(world.World.Haproxy.Lines.Max(line => line.QueueMs));
        Assert.True(queued > Injected * 0.5, $"It was queued for {queued}.");
        AssertGrew("ingress_wait", queued, stage => after[stage] - before[stage] - (stage == "upstream_wait" ? Injected : TimeSpan.Zero));
    }

    /// <summary>The process stands still while the upstream is at work: beside the wait for it, which grows no longer.</summary>
    [Fact]
    public async Task A_garbage_collection()
    {
        var faults = world.Gateway.Faults!;
        await faults.PrepareCollectionAsync(TimeSpan.FromMilliseconds(300));
        const int AtWork = 900;
        await world.CallAsync("/slow/x");
        var before = await StagesAsync("slow");
        var call = world.CallAsync($"/slow/x?before={AtWork}");
        await Eventually.HoldsAsync(async () => (await Active("slow")) == 1, TimeSpan.FromSeconds(5), () => "the request is in the gateway");
        TimeSpan pause;
        await using (var collection = await faults.CollectAsync()) pause = (await collection.EndAsync()).Length;
        Assert.Equal(200, await call);
        await faults.ReleaseAsync();

        var after = await StagesAsync("slow");
        AssertGrew("gc_pause", pause, stage => after[stage] - before[stage] - (stage == "upstream_wait" ? TimeSpan.FromMilliseconds(AtWork) : TimeSpan.Zero));
    }

    /// <summary>No thread is free to begin with the request: it has reached the machine and not the gateway.</summary>
    [Fact]
    public async Task A_starved_thread_pool()
    {
        await world.CallAsync("/slow/x");
        var before = await StagesAsync("slow");
        await using var starvation = await world.Gateway.Faults!.StarveAsync(Injected);
        var sent = TimeProvider.System.GetUtcNow();
        Assert.Equal(200, await world.CallAsync("/slow/x"));
        var met = (await starvation.EndAsync()).Ended - sent;

        var after = await StagesAsync("slow");
        Assert.True(met > Injected * 0.5, $"It met {met} of the starvation.");
        AssertGrew("ingress_wait", met, stage => after[stage] - before[stage]);
    }

    private async Task SlowsAsync(string route, string place, Action<TimeSpan> slow, Func<Task<int>> call)
    {
        Assert.Equal(200, await call());
        var before = await StagesAsync(route);
        var shown = await ShownAsync(route);
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

        // The live page draws what /api/routes says, of whole seconds; half of these requests were as usual.
        var shownNow = await ShownAsync(route);
        AssertGrew(place, Injected, stage => (shownNow[stage] - shown[stage] - 2 * (usual[stage] - before[stage])) / Requests);
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

    /// <summary>The time spent in each stage in the last two minutes, without the second that goes on when it is called.</summary>
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

    private async Task<double> Active(string route) => (await Exposition.OfAsync(world.Gateway)).Sum("gateway_requests_active", ("route", route));
}
