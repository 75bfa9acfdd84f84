using Gateway.JourneyTests.Load;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Deployments;

public sealed class FormatsSideBySideTests
{
    private const int Users = 150;

    [Fact]
    public async Task The_previous_and_the_current_session_format_serve_the_same_users_through_a_deployment_and_its_rollback()
    {
        await using var world = await World.StartAsync(new WorldOptions { Binaries = BuiltGateway.Previous });
        var older = await Crowd.SignInAsync(world, Users, "older");
        var before = await world.Redis.SessionFormatsAsync();

        await world.ReplaceAsync(1, BuiltGateway.Current);
        var mixed = await Crowd.SignInAsync(world, Users, "mixed");
        var sideBySide = await world.Redis.SessionFormatsAsync();
        // Otherwise the two binaries would be one, and what follows would prove nothing.
        Assert.Single(before);
        Assert.Equal(2, sideBySide.Count);

        await using var load = SteadyLoad.Start([.. older, .. mixed], 120);
        await using var logins = SteadyLogins.Start(world);
        await world.RollAsync(BuiltGateway.Current);
        await world.RollAsync(BuiltGateway.Previous);

        var report = await load.StopAsync();
        var signedIn = await logins.StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{report}{signedIn.Count} logins");
        Assert.True(report.Unexpected.Count == 0, report.ToString());
        var interrupted = signedIn.Where(login => login != "signed in").ToList();
        Assert.True(interrupted.Count == 0, string.Join('\n', interrupted));
        Assert.All(world.Haproxy.Lines, line => Assert.True(line.EndedWell, line.ToString()));
        Assert.Empty(await Crowd.LoggedOutAsync([.. older, .. mixed]));
    }
}
