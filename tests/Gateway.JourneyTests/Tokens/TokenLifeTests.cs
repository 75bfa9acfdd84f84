using System.Net;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Tokens;

/// <summary>What a user notices of the life and death of his tokens: nothing, as long as anything can be done.</summary>
[Collection(WaitingJourneys.Name)]
public sealed class TokenLifeTests
{
    private readonly ProviderWitness _witness = new();

    [Fact]
    public async Task A_token_near_its_end_is_renewed_behind_the_back_of_a_request_that_does_not_wait()
    {
        await using var world = await StartAsync(tokenLife: TimeSpan.FromSeconds(60), refreshBefore: TimeSpan.FromMinutes(5), life: TimeSpan.FromSeconds(6));
        var answered = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        _witness.Around = async handle =>
        {
            asked.TrySetResult();
            await answered.Task;
            await handle();
        };
        var alice = await SignedInUser.SignInAsync(world, "alice");
        var first = await alice.CallAsync(HttpMethod.Get, "/api/x");

        // Answered with the old token, while the provider holds back the new one.
        await Eventually.HoldsAsync(
            async () =>
            {
                var answer = await alice.CallAsync(HttpMethod.Get, "/api/x");
                Assert.Equal(first.Header("Authorization"), answer.Header("Authorization"));
                return asked.Task.IsCompleted;
            },
            TimeSpan.FromSeconds(6),
            () => "the refresh has begun");
        Assert.Equal("alice", (await alice.CallAsync(HttpMethod.Get, "/api/x")).SeenUser);

        answered.SetResult();
        await Eventually.HoldsAsync(
            async () => await alice.CallAsync(HttpMethod.Get, "/api/x") is { SeenUser: "alice" } answer && answer.Header("Authorization") != first.Header("Authorization"),
            TimeSpan.FromSeconds(6),
            () => "the new token goes upstream");
        Assert.Equal((1, 0), (_witness.Redemptions, _witness.Refusals));
    }

    [Fact]
    public async Task While_the_provider_is_down_a_living_token_does_a_dead_one_gets_503_and_nobody_is_signed_out()
    {
        await using var world = await StartAsync(tokenLife: TimeSpan.FromMinutes(30), refreshBefore: TimeSpan.Zero, life: TimeSpan.FromSeconds(4));
        var alice = await SignedInUser.SignInAsync(world, "alice");
        await world.Identity.StopAsync(CancellationToken.None);

        Assert.Equal("alice", (await alice.CallAsync(HttpMethod.Get, "/api/x")).SeenUser);
        Answer? answer = null;
        await Eventually.HoldsAsync(
            async () => (answer = await alice.CallAsync(HttpMethod.Get, "/api/x")).Status == HttpStatusCode.ServiceUnavailable,
            TimeSpan.FromSeconds(10),
            () => "the token is dead");
        Assert.Contains("\"owner\":\"identity-provider\"", answer!.Body, StringComparison.Ordinal);
        Assert.NotNull(answer.RetryAfter);
        Assert.False(answer.SetsCookie);
        Assert.True(await alice.IsSignedInAsync());

        await world.Identity.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(
            async () => (await alice.CallAsync(HttpMethod.Get, "/api/x")).SeenUser == "alice",
            TimeSpan.FromSeconds(15),
            () => "the tokens are renewed");
    }

    [Fact]
    public async Task A_user_whose_refresh_token_died_sees_no_form_while_the_provider_knows_him_and_the_form_otherwise()
    {
        await using var world = await StartAsync(tokenLife: TimeSpan.FromMinutes(30), refreshBefore: TimeSpan.Zero, life: TimeSpan.FromSeconds(4));
        var (known, forgotten, script) = (new Browser(world.Origin), new Browser(world.Origin), new Browser(world.Origin));
        await SignInAsync(known, "alice");
        await SignInAsync(forgotten, "bob");
        forgotten.Cookies.Forget("local-identity");
        await SignInAsync(script, "carol");
        var (alices, bobs) = (known.Cookies["__Host-demo"], forgotten.Cookies["__Host-demo"]);
        _witness.RefusesAll = true;
        await Eventually.HoldsAsync(
            async () => (await script.FetchAsync(HttpMethod.Get, "/api/x")).Status == HttpStatusCode.Unauthorized,
            TimeSpan.FromSeconds(10),
            () => "carol's refresh token, the youngest, is refused, and her script is told");

        var (page, _) = await known.NavigateAsync("/api/x?page=2");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("/api/x", page.Body, StringComparison.Ordinal);
        var (again, _) = await known.NavigateAsync("/api/x?page=2");
        Assert.Equal("alice", again.SeenUser);
        Assert.NotEqual(alices, known.Cookies["__Host-demo"]);

        // The provider has to ask bob, so it may. His cookie stays until he signs in again: nothing but a sign-out takes one away.
        var (form, address) = await forgotten.NavigateAsync("/api/x");
        Assert.Equal("/login", address.AbsolutePath);
        Assert.Contains("<form", form.Body, StringComparison.Ordinal);
        Assert.Equal(bobs, forgotten.Cookies["__Host-demo"]);
    }

    private Task<World> StartAsync(TimeSpan tokenLife, TimeSpan refreshBefore, TimeSpan life) => World.StartAsync(new WorldOptions
    {
        Gateways = 1,
        Identity = options => _witness.Watch(options with { AccessTokenLifetime = tokenLife, FirstAccessTokenLifetime = life }),
        Settings = new Dictionary<string, string> { ["Gateway:Tokens:RefreshBefore"] = $"{refreshBefore:c}" },
    });

    private static async Task SignInAsync(Browser browser, string name)
    {
        var (_, form) = await browser.NavigateAsync("/bff/login");
        await browser.SubmitAsync(form, $"username={name}&password={name}");
    }
}
