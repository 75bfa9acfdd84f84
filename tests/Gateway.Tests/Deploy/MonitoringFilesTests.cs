using System.Diagnostics;
using Gateway.Tests.Conventions;
using Xunit;

namespace Gateway.Tests.Deploy;

public sealed class MonitoringFilesTests
{
    [Theory]
    [InlineData("promtool", "check config deploy/prometheus/prometheus.yml")]
    [InlineData("promtool", "check rules deploy/prometheus/rules.yml")]
    [InlineData("amtool", "check-config deploy/alertmanager/alertmanager.yml")]
    public async Task What_is_deployed_is_accepted_by_what_reads_it(string tool, string arguments)
    {
        var (code, output) = await RunAsync(tool, arguments);
        Assert.True(code == 0, output);
    }

    // route -> receiver, as the labels of an alert lead to it.
    [Theory]
    [InlineData("page", "page")]
    [InlineData("ticket", "ticket")]
    public async Task Pages_and_tickets_go_their_own_ways(string severity, string receiver)
    {
        var (_, output) = await RunAsync("amtool", $"config routes test --config.file=deploy/alertmanager/alertmanager.yml severity={severity} route=orders");
        Assert.Equal(receiver, output.Split('\n')[0]);
    }

    private static async Task<(int Code, string Output)> RunAsync(string tool, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments.Split(' '))
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
            + await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
