using Gateway.JourneyTests.Load;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Tokens;

/// <summary>A provider that revokes the whole grant when a refresh token comes twice, and many requests that need a new access token at once.</summary>
[Collection(WaitingJourneys.Name)]
public sealed class OneRedemptionTests
{
    private const int Requests = 200;

    private static readonly TimeSpan TokenLife = TimeSpan.FromSeconds(3);

    private static int Runs => LongForm.IsAsked ? 100 : 10;

    [Fact]
    public async Task Of_200_requests_over_three_replicas_on_a_dead_access_token_one_redeems_and_all_are_answered()
    {
        var witness = new ProviderWitness();
        await using var world = await World.StartAsync(new WorldOptions
        {
            Identity = options => witness.Watch(options with { FirstAccessTokenLifetime = TokenLife }),
            Settings = new Dictionary<string, string> { ["Gateway:Tokens:RefreshBefore"] = "00:00:00" },
        });
        var users = await Crowd.SignInAsync(world, Runs);
        await Task.Delay(TokenLife, TimeProvider.System);

        var seconds = new List<double>();
        foreach (var user in users)
        {
            witness.Reset();
            var begunAt = TimeProvider.System.GetTimestamp();
            var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(number =>
                user.CallAsync(HttpMethod.Get, new Uri(world.Gateways[number % world.Gateways.Count].Origin, "/api/orders").ToString())));
            seconds.Add(TimeProvider.System.GetElapsedTime(begunAt).TotalSeconds);

            Assert.All(answers, answer => Assert.True(answer.SeenUser == user.Name, $"{(int)answer.Status} {answer.Body}"));
            Assert.Single(answers.Select(answer => answer.Header("Authorization")).Distinct());
            Assert.Equal((1, 0), (witness.Redemptions, witness.Refusals));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Runs} runs of {Requests} requests over {world.Gateways.Count} replicas: 1 redemption each, {Runs * Requests} right answers; median {seconds.Order().ElementAt(Runs / 2):F2} s, longest {seconds.Max():F2} s");
        Assert.Empty(await Crowd.LoggedOutAsync(users));
    }
}
