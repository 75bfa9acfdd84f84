using System.Diagnostics;
using Gateway.Tests.Conventions;
using Xunit;

namespace Gateway.Tests.Deploy;

public sealed class HaproxyFileTests
{
    private static readonly string Text = Repository.Read("deploy/haproxy/haproxy.cfg");

    [Fact]
    public async Task HAProxy_accepts_the_file_without_a_warning()
    {
        var (code, output) = await CheckAsync(Text);
        Assert.True(code == 0, output);
        Assert.DoesNotContain("[WARNING]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HAProxy_accepts_what_the_compose_stack_adds()
    {
        var (code, output) = await CheckAsync(Text + Repository.Read("deploy/haproxy/local.cfg"));
        Assert.True(code == 0, output);
        Assert.DoesNotContain("[WARNING]", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("balance leastconn", "balance fastest")]
    [InlineData("default_backend gateways", "default_backend absent")]
    [InlineData("retry-on conn-failure", "retry-on bad-luck")]
    [InlineData("date(0,us)", "date(0,weeks)")]
    [InlineData(".endif", "")]
    public async Task A_broken_file_is_caught(string text, string broken)
    {
        Assert.Contains(text, Text, StringComparison.Ordinal);
        var (code, _) = await CheckAsync(Text.Replace(text, broken, StringComparison.Ordinal));
        Assert.NotEqual(0, code);
    }

    private static async Task<(int Code, string Output)> CheckAsync(string configuration)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, configuration, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(File.Exists("/usr/sbin/haproxy") ? "/usr/sbin/haproxy" : "haproxy", ["-c", "-f", path])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var number in new[] { 1, 2, 3 })
        {
            start.Environment[$"GATEWAY_{number}"] = $"127.0.0.1:{number}";
            start.Environment[$"GATEWAY_{number}_OPERATIONS_PORT"] = "9";
        }

        start.Environment["IDENTITY"] = start.Environment["IDENTITY_BIND"] = "127.0.0.1:8090";
        start.Environment["MAXCONN"] = "1000";
        using var haproxy = Process.Start(start)!;
        var output = await haproxy.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        output += await haproxy.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await haproxy.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.Delete(path);
        return (haproxy.ExitCode, output);
    }
}
