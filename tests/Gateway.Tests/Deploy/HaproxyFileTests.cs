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
        var environment = new Dictionary<string, string>
        {
            ["IDENTITY"] = "127.0.0.1:8090",
            ["IDENTITY_BIND"] = "127.0.0.1:8090",
            ["OBSERVER"] = "127.0.0.1:5514",
            ["MAXCONN"] = "1000",
        };
        foreach (var number in new[] { 1, 2, 3 })
        {
            environment[$"GATEWAY_{number}"] = $"127.0.0.1:{number}";
            environment[$"GATEWAY_{number}_OPERATIONS_PORT"] = "9";
        }

        var result = await ProgramCheck.RunAsync("haproxy", ["-c", "-f", path], environment);
        File.Delete(path);
        return result;
    }
}
