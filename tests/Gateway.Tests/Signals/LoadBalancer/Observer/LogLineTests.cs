using System.Text;
using CsCheck;
using Gateway.Signals.LoadBalancer.Observer;
using Xunit;

namespace Gateway.Tests.Signals.LoadBalancer.Observer;

/// <summary>Lines as HAProxy 2.6, nginx 1.22 and the gateway wrote them, and what becomes of garbled ones.</summary>
public sealed class LogLineTests
{
    private const string Haproxy =
        """{"log":"haproxy","start":1795580990.692,"id":"fa684809","client":"127.0.0.1","method":"GET","path":"\/two","status":200,"server":"gateway-1","request_ms":0,"queue_ms":1,"connect_ms":0,"response_ms":14,"total_ms":16,"headers_us":"15816","bytes_in":89,"bytes_out":214,"end":"--","retries":"0","active":1,"server_active":0,"server_timing":"route;desc=\"a, b\", app;dur=1.500, code;desc=\"200\""}""";

    private const string Nginx =
        """<190>Nov 25 04:42:20 nginx: {"log":"nginx","time":1795581740.123,"id":"0f3a","client":"127.0.0.1","method":"GET","path":"/slow","status":"200","server":"127.0.0.1:8080","connect_s":"0.000","headers_s":"0.204","total_s":"0.210","bytes_in":120,"bytes_out":300,"server_timing":"route;desc=\"slow\", app;dur=200.100, code;desc=\"200\""}""";

    private const string Access =
        """{"time":"2026-11-25T04:00:00Z","log":"access","request_id":"fa684809","trace_id":null,"route":"orders","method":"GET","code":499,"outcome":"client_aborted","owner":"client","duration_ms":1000.2}""";

    private static readonly GatewaysWord Word = new("a, b", 200, TimeSpan.FromMilliseconds(1.5));

    [Fact]
    public void HAProxys_line_is_read() => Assert.Equal(
        new BalancerRequest("fa684809", 200, TimeSpan.FromMilliseconds(16), TimeSpan.FromMicroseconds(15816), Word, ReachedGateway: true), Request(Haproxy));

    [Fact]
    public void Nginxs_line_is_read_behind_its_syslog_header() => Assert.Equal(
        new BalancerRequest("0f3a", 200, TimeSpan.FromMilliseconds(210), TimeSpan.FromMilliseconds(204), new GatewaysWord("slow", 200, TimeSpan.FromMilliseconds(200.1)), ReachedGateway: true),
        Request(Nginx));

    [Fact]
    public void The_gateways_own_line_is_read() =>
        Assert.Equal(new LogLine.OfGateway("fa684809", new GatewaysWord("orders", 499, ToHeaders: null)), Parse(Access));

    [Theory]
    // It gave up on the gateway; no gateway was there; the client left while it waited, and while it read
    [InlineData("\"status\":504,\"server\":\"gateway-1\"", "\"end\":\"sH\"", 504, true)]
    [InlineData("\"status\":503,\"server\":\"<NOSRV>\"", "\"end\":\"SC\"", 503, false)]
    [InlineData("\"status\":-1,\"server\":\"gateway-1\"", "\"end\":\"CH\"", 499, true)]
    [InlineData("\"status\":400,\"server\":\"gateway-1\"", "\"end\":\"CH\"", 499, true)]
    [InlineData("\"status\":408,\"server\":\"<NOSRV>\"", "\"end\":\"cR\"", 499, false)]
    [InlineData("\"status\":200,\"server\":\"gateway-1\"", "\"end\":\"CD\"", 200, true)]
    [InlineData("\"status\":-1,\"server\":\"gateway-1\"", "\"end\":\"SD\"", null, true)]
    public void How_HAProxy_ended_it_decides_what_the_client_got(string status, string end, int? code, bool reachedGateway)
    {
        var request = Request(Haproxy.Replace("\"status\":200,\"server\":\"gateway-1\"", status, StringComparison.Ordinal).Replace("\"end\":\"--\"", end, StringComparison.Ordinal));
        Assert.Equal((code, reachedGateway), (request.Code, request.ReachedGateway));
    }

    [Theory]
    [InlineData("-", null)]
    [InlineData("", null)]
    [InlineData("0.004, 0.120", 0.124)]
    [InlineData("-, 0.120", 0.12)]
    [InlineData("0.001 : 0.002, 0.003", 0.006)]
    public void Nginxs_attempts_add_up(string headers, double? seconds) =>
        Assert.Equal(seconds, Request(Nginx.Replace("\"0.204\"", $"\"{headers}\"", StringComparison.Ordinal)).ToHeaders?.TotalSeconds);

    [Theory]
    [InlineData("Server gateways/gateway-1 is DOWN, reason: Layer4 connection problem.")]
    [InlineData("")]
    [InlineData("<190>Nov 25 04:42:20 nginx: reopened")]
    public void Text_about_no_request_is_a_notice(string line) => Assert.IsType<LogLine.Notice>(Parse(line));

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"log\":null}")]
    [InlineData("{\"log\":17}")]
    [InlineData("{\"log\":\"apache\"}")]
    [InlineData("{\"log\":\"haproxy\"}")]
    [InlineData("{\"log\":\"nginx\",\"status\":200}")]
    [InlineData("{\"log\":\"access\",\"request_id\":\"a\"}")]
    [InlineData("{\"log\":\"access\",\"request_id\":\"a\",\"route\":\"r\",\"code\":\"x\"}")]
    public void What_means_nothing_is_malformed(string line) => Assert.IsType<LogLine.Malformed>(Parse(line));

    /// <summary>Each of these ended the observer.</summary>
    [Theory]
    [InlineData("\"total_ms\":16", "\"total_ms\":9223372036854775807")]
    [InlineData("\"headers_us\":\"15816\"", "\"headers_us\":\"9223372036854775807\"")]
    [InlineData("\"total_s\":\"0.210\"", "\"total_s\":\"NaN\"")]
    [InlineData("\"total_s\":\"0.210\"", "\"total_s\":\"1e400\"")]
    [InlineData("\"headers_s\":\"0.204\"", "\"headers_s\":\"922337203685477, 922337203685477\"")]
    public void A_number_beyond_time_is_malformed(string field, string absurd)
    {
        var line = Haproxy.Contains(field, StringComparison.Ordinal) ? Haproxy : Nginx;
        Assert.Contains(field, line, StringComparison.Ordinal);
        Assert.IsType<LogLine.Malformed>(Parse(line.Replace(field, absurd, StringComparison.Ordinal)));
    }

    [Fact]
    public void Names_too_long_to_be_kept_by_the_thousand_are_malformed()
    {
        var longName = new string('x', 300);
        Assert.IsType<LogLine.Malformed>(Parse(Haproxy.Replace("fa684809", longName, StringComparison.Ordinal)));
        Assert.IsType<LogLine.Malformed>(Parse(Haproxy.Replace("a, b", longName, StringComparison.Ordinal)));
        Assert.IsType<LogLine.Malformed>(Parse(Access.Replace("orders", longName, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Haproxy)]
    [InlineData(Nginx)]
    [InlineData(Access)]
    public void No_line_cut_off_or_garbled_makes_it_throw(string whole)
    {
        var bytes = Encoding.UTF8.GetBytes(whole);
        for (var length = 0; length < bytes.Length; length++) Assert.IsNotType<LogLine.OfBalancer>(LogLine.Parse(bytes.AsMemory(0, length)));
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            var garbled = (byte[])bytes.Clone();
            foreach (var (at, to) in changes) garbled[at] = to;
            LogLine.Parse(garbled);
        });
    }

    private static LogLine Parse(string line) => LogLine.Parse(Encoding.UTF8.GetBytes(line + "\n"));

    private static BalancerRequest Request(string line) => Assert.IsType<LogLine.OfBalancer>(Parse(line)).Request;
}
