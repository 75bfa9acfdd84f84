using Gateway.Tests.Conventions;
using Xunit;

namespace Gateway.Tests.Deploy;

public sealed class NginxFileTests
{
    private static readonly string Text = Repository.Read("deploy/nginx/nginx.conf");

    [Fact]
    public async Task Nginx_accepts_the_file_without_a_warning()
    {
        var (code, output) = await CheckAsync(Text);
        Assert.True(code == 0, output);
        Assert.DoesNotContain("[warn]", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("least_conn;", "fastest_conn;")]
    [InlineData("$gateway_timing {", "$gateways_timing {")]
    [InlineData("proxy_pass http://gateways;", "proxy_pass ://gateways;")]
    [InlineData("nohostname observer;", "nohostname observers;")]
    public async Task A_broken_file_is_caught(string text, string broken)
    {
        Assert.Contains(text, Text, StringComparison.Ordinal);
        var (code, _) = await CheckAsync(Text.Replace(text, broken, StringComparison.Ordinal));
        Assert.NotEqual(0, code);
    }

    private static async Task<(int Code, string Output)> CheckAsync(string configuration)
    {
        var folder = Directory.CreateTempSubdirectory("nginx-");
        var path = Path.Combine(folder.FullName, "nginx.conf");
        // Names are looked up at the check already, and these are the compose network's.
        var here = configuration.Replace("gateway-1:", "127.0.0.1:", StringComparison.Ordinal).Replace("gateway-2:", "127.0.0.1:", StringComparison.Ordinal)
            .Replace("/tmp/", folder.FullName + "/", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, here, TestContext.Current.CancellationToken);
        var result = await ProgramCheck.RunAsync("nginx", ["-t", "-c", path, "-p", folder.FullName, "-e", "stderr"]);
        folder.Delete(recursive: true);
        return result;
    }
}
