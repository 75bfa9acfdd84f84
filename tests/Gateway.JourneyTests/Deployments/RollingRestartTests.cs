using System.Globalization;
using Gateway.JourneyTests.Load;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Deployments;

public sealed class RollingRestartTests
{
    private const double RequestsPerSecond = 120;

    // To sign in 2,000 users takes a minute; one deployment is like the next.
    private static readonly (int Users, int Deployments) Form = LongForm.IsAsked ? (2_000, 3) : (500, 2);

    [Fact]
    public async Task Deployments_under_load_fail_no_request_log_nobody_out_and_interrupt_no_login()
    {
        await using var world = await World.StartAsync();
        var users = await Crowd.SignInAsync(world, Form.Users);
        await using var load = SteadyLoad.Start(users, RequestsPerSecond);
        await using var logins = SteadyLogins.Start(world);

        for (var deployment = 0; deployment < Form.Deployments; deployment++) await world.RollAsync();

        var report = await load.StopAsync();
        var signedIn = await logins.StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{report}{signedIn.Count} logins, {world.Haproxy.Lines.Count(line => line.WasRetried)} requests tried again by HAProxy");
        Assert.True(report.Unexpected.Count == 0, report.ToString());
        Assert.True(report.Rate >= 100, report.ToString());
        Assert.Equal(Form.Users, report.Users);
        var interrupted = signedIn.Where(login => login != "signed in").ToList();
        Assert.True(interrupted.Count == 0, string.Join('\n', interrupted));
        Assert.All(world.Haproxy.Lines, line => Assert.True(line.EndedWell, line.ToString()));
        Assert.All(world.Exits, exit => Assert.Equal(0, exit));
        Assert.Equal(Form.Deployments * world.Gateways.Count, world.Exits.Count);
        Assert.Empty(await Crowd.LoggedOutAsync(users));
    }

    /// <summary>The proof that the test above can fail: the same replacement once with a drain and once without.</summary>
    /// <param name="drain">How long requests under way may take; none is a drain switched off.</param>
    /// <param name="isHarmless">Whether nothing fails.</param>
    [Theory]
    [InlineData("00:00:20", true)]
    [InlineData("00:00:00", false)]
    public async Task What_is_under_way_survives_a_deployment_with_a_drain_and_fails_without(string drain, bool isHarmless)
    {
        var timeout = TimeSpan.Parse(drain, CultureInfo.InvariantCulture);
        await using var world = await World.StartAsync(new WorldOptions
        {
            DrainDelay = isHarmless ? TimeSpan.FromSeconds(1.5) : TimeSpan.Zero,
            DrainTimeout = timeout,
        });
        var users = await Crowd.SignInAsync(world, 60);
        await using var load = SteadyLoad.Start(users, 30, slowCall: TimeSpan.FromSeconds(8));
        await load.HasSentAsync(60);

        await world.ReplaceAsync(1);

        var report = await load.StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(report.Unexpected.Count == 0 == isHarmless, report.ToString());
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
