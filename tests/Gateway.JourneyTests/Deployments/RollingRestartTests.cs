using Gateway.JourneyTests.Load;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Deployments;

public sealed class RollingRestartTests
{
    private const int Users = 2_000;
    private const double RequestsPerSecond = 120;

    [Fact]
    public async Task Three_deployments_under_load_fail_no_request_log_nobody_out_and_interrupt_no_login()
    {
        await using var world = await World.StartAsync();
        var users = await Crowd.SignInAsync(world, Users);
        await using var load = SteadyLoad.Start(users, RequestsPerSecond);
        await using var logins = SteadyLogins.Start(world);

        for (var deployment = 0; deployment < 3; deployment++) await world.RollAsync();

        var report = await load.StopAsync();
        var signedIn = await logins.StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{report}{signedIn.Count} logins, {world.Haproxy.Lines.Count(line => line.WasRetried)} requests tried again by HAProxy");
        Assert.True(report.Unexpected.Count == 0, report.ToString());
        Assert.True(report.Rate >= 100, report.ToString());
        Assert.Equal(Users, report.Users);
        Assert.All(signedIn, login => Assert.Equal("signed in", login));
        Assert.All(world.Haproxy.Lines, line => Assert.True(line.EndedWell, line.ToString()));
        Assert.All(world.Exits, exit => Assert.Equal(0, exit));
        Assert.Equal(9, world.Exits.Count);
        Assert.Empty(await Crowd.LoggedOutAsync(users));
    }

    [Fact]
    public async Task Without_a_drain_the_same_deployment_fails_requests_and_the_test_sees_it()
    {
        await using var world = await World.StartAsync(new WorldOptions { DrainDelay = TimeSpan.Zero, DrainTimeout = TimeSpan.Zero });
        var users = await Crowd.SignInAsync(world, 100);
        await using var load = SteadyLoad.Start(users, RequestsPerSecond);

        await world.RollAsync();

        var report = await load.StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.NotEmpty(report.Unexpected);
    }

    [Fact]
    public async Task Replicas_that_are_killed_fail_requests_and_the_test_sees_it_but_nobody_is_logged_out()
    {
        await using var world = await World.StartAsync();
        var users = await Crowd.SignInAsync(world, 100);
        await using var load = SteadyLoad.Start(users, RequestsPerSecond);

        foreach (var gateway in world.Gateways)
        {
            await gateway.KillAsync();
            await gateway.StartAsync();
        }

        var report = await load.StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.NotEmpty(report.Unexpected);
        Assert.Empty(await Crowd.LoggedOutAsync(users));
    }
}
