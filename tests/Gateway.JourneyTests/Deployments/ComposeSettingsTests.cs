using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Deployments;

public sealed class ComposeSettingsTests
{
    [Theory]
    [InlineData("a-secret-of-thirty-two-characters-or-more", 0)]
    [InlineData("short", 1)]
    public async Task The_gateway_accepts_the_settings_of_the_compose_stack(string secret, int exitCode)
    {
        await using var check = ChildProcess.Start(
            "dotnet",
            [Path.Combine(BuiltGateway.Current, "Gateway.dll"), "check-config", "--contentRoot", BuiltGateway.PathOf("deploy/gateway")],
            new Dictionary<string, string> { ["Gateway__Keys__Secret"] = secret, ["Gateway__Operations__Url"] = "http://127.0.0.1:8281" });
        await check.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.True(check.ExitCode == exitCode, check.Output);
    }
}
