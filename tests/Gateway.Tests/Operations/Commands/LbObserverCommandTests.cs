using System.Net;
using System.Net.Sockets;
using Gateway.Operations.Commands;
using Xunit;

namespace Gateway.Tests.Operations.Commands;

/// <summary>What an operator may ask of <c>gateway lb-observer</c>, and what he is told otherwise.</summary>
public sealed class LbObserverCommandTests
{
    [Theory]
    [InlineData("--listen udp://127.0.0.1:5514")]
    [InlineData("--listen udp://localhost:5514 --wait 0")]
    [InlineData("--listen udp://[::1]:5514 --metrics http://0.0.0.0:9115 --wait 600")]
    [InlineData("--haproxy-log /var/log/haproxy.log")]
    [InlineData("--nginx-log a --nginx-log b --haproxy-log c --access-log d --access-log e")]
    public void This_can_be_asked(string arguments) => Assert.Empty(Errors(arguments));

    [Theory]
    [InlineData("", "Nothing to read")]
    [InlineData("--access-log d", "Nothing to read")]
    [InlineData("--listen tcp://127.0.0.1:5514", "udp://127.0.0.1:5514")]
    [InlineData("--listen udp://127.0.0.1", "udp://127.0.0.1:5514")]
    [InlineData("--listen udp://balancer:5514", "udp://127.0.0.1:5514")]
    [InlineData("--listen 5514", "udp://127.0.0.1:5514")]
    [InlineData("--haproxy-log a --metrics https://127.0.0.1:9115", "http://127.0.0.1:9115")]
    [InlineData("--haproxy-log a --metrics http://127.0.0.1:9115/metrics", "http://127.0.0.1:9115")]
    [InlineData("--haproxy-log a --wait 601", "0 to 600")]
    [InlineData("--haproxy-log a --wait -1", "0 to 600")]
    [InlineData("--haproxy-log a --wait NaN", "0 to 600")]
    [InlineData("--haproxy-log a --wait soon", "--wait")]
    [InlineData("--haproxy-log a --Gateway:Keys:Secret=b", "Unrecognized")]
    public void This_cannot_and_he_is_told_why(string arguments, string told) =>
        Assert.Contains(Errors(arguments), error => error.Contains(told, StringComparison.Ordinal));

    [Fact]
    public async Task An_address_that_is_taken_is_an_error_and_not_a_crash()
    {
        using var taker = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)taker.Client.LocalEndPoint!).Port;
        Assert.Equal(1, await LbObserverCommand.Create().Parse($"--listen udp://127.0.0.1:{port} --metrics http://127.0.0.1:0").InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));
    }

    private static string[] Errors(string arguments) => [.. LbObserverCommand.Create().Parse(arguments).Errors.Select(error => error.Message)];
}
