using System.Net;
using System.Text.Json;
using Gateway.Signals;
using Gateway.Signals.AccessLog;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Signals;

/// <summary>Which requests get a line, and what a line never holds.</summary>
public sealed class AccessLogTests : IAsyncDisposable
{
    private const string Canary = "c4n4ry";

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"access-{Guid.NewGuid():N}.log");
    private readonly FakeTimeProvider _time = new();
    private readonly Measurements _measurements = new();
    private readonly RouteSignals _route;
    private readonly SettableOptions<SignalsOptions> _options;
    private readonly AccessLogWriter _writer;

    public AccessLogTests()
    {
        _route = new RouteSignals("orders", _time);
        _options = new(new SignalsOptions { AccessLog = { Path = _path, Sample = 0 } });
        _writer = new AccessLogWriter(_options, new SignalsMetrics(_measurements.Meters, new Build("1", "")), _time, NullLogger<AccessLogWriter>.Instance);
    }

    [Fact]
    public async Task A_line_tells_where_the_time_went_and_nothing_secret()
    {
        _options.CurrentValue.AccessLog.Sample = 1;
        Answer(Outcome.Ok, milliseconds: 25);

        var text = Assert.Single(await LinesAsync());
        var line = JsonDocument.Parse(text).RootElement;
        Assert.Equal(
            ["time", "log", "request_id", "trace_id", "route", "method", "host", "path", "protocol", "code", "outcome", "owner", "client", "session", "duration_ms", "session_ms"],
            line.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            ("orders", "GET", "/api/orders/7", 200, "ok", "none", 25.0, 25.0),
            (line.GetProperty("route").GetString(), line.GetProperty("method").GetString(), line.GetProperty("path").GetString(), line.GetProperty("code").GetInt32(),
                line.GetProperty("outcome").GetString(), line.GetProperty("owner").GetString(), line.GetProperty("duration_ms").GetDouble(), line.GetProperty("session_ms").GetDouble()));
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ok", 10, 0)]
    [InlineData("refused", 10, 0)]
    [InlineData("ok", 301, 1)]
    [InlineData("failed", 10, 1)]
    [InlineData("timed_out", 10, 1)]
    [InlineData("shed", 10, 1)]
    [InlineData("client_aborted", 10, 1)]
    public async Task Failures_and_slow_requests_are_always_written(string outcome, int milliseconds, int lines)
    {
        Answer(Outcomes.All.Single(known => known.ToTag() == outcome), milliseconds);
        Assert.Equal(lines, (await LinesAsync()).Count);
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(500, 0)]
    public async Task Slow_is_what_the_route_calls_slow(int slowAfter, int lines)
    {
        Answer(Outcome.Ok, milliseconds: 200, new MeasuredRoute("orders", TimeSpan.FromMilliseconds(slowAfter)));
        Assert.Equal(lines, (await LinesAsync()).Count);
    }

    [Fact]
    public async Task A_route_can_be_left_out()
    {
        Answer(Outcome.Failed, milliseconds: 10, new MeasuredRoute("orders", HasAccessLog: false));
        Assert.Empty(await LinesAsync());
    }

    [Fact]
    public async Task The_log_can_be_switched_off()
    {
        _options.CurrentValue.AccessLog.Enabled = false;
        Answer(Outcome.Failed, milliseconds: 10);
        Assert.Empty(await LinesAsync());
    }

    [Fact]
    public async Task A_sample_of_the_rest_is_written()
    {
        _options.CurrentValue.AccessLog.Sample = 0.5;
        for (var request = 0; request < 2_000; request++) Answer(Outcome.Ok, milliseconds: 1);
        // 12 standard deviations around the mean.
        Assert.InRange((await LinesAsync()).Count, 730, 1_270);
    }

    [Fact]
    public async Task A_line_that_cannot_be_queued_is_counted_and_holds_nobody_up()
    {
        for (var request = 0; request < 4_100; request++) Answer(Outcome.Failed, milliseconds: 1);
        Assert.Equal(4, _measurements.Of($"{MetricNames.AccessLogLost}{{}}"));
        Assert.Equal(4_096, (await LinesAsync()).Count);
    }

    [Fact]
    public async Task After_a_rotation_lines_go_to_the_new_file_also_after_an_hour_of_silence()
    {
        await _writer.StartAsync(TestContext.Current.CancellationToken);
        Answer(Outcome.Failed, milliseconds: 1);
        await Eventually.HoldsAsync(() => LinesIn(_path) == 1, "the first line is written");
        File.Move(_path, _path + ".1");
        _time.Advance(TimeSpan.FromHours(1));
        Answer(Outcome.Failed, milliseconds: 1);
        await _writer.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal((1, 1), (LinesIn(_path + ".1"), LinesIn(_path)));
        File.Delete(_path + ".1");
    }

    [Fact]
    public async Task Two_replicas_on_one_file_keep_each_others_lines()
    {
        const int Lines = 2_000;
        using var other = new AccessLogWriter(_options, new SignalsMetrics(_measurements.Meters, new Build("1", "")), _time, NullLogger<AccessLogWriter>.Instance);
        await Task.WhenAll(_writer.StartAsync(TestContext.Current.CancellationToken), other.StartAsync(TestContext.Current.CancellationToken));
        for (var number = 0; number < Lines; number++) Answer(Outcome.Failed, milliseconds: 1, writers: [_writer, other]);
        await Task.WhenAll(_writer.StopAsync(TestContext.Current.CancellationToken), other.StopAsync(TestContext.Current.CancellationToken));

        var lines = await File.ReadAllLinesAsync(_path, TestContext.Current.CancellationToken);
        Assert.Equal(2 * Lines, lines.Length);
        Assert.All(lines, line => Assert.Equal("access", JsonDocument.Parse(line).RootElement.GetProperty("log").GetString()));
    }

    [Fact]
    public async Task What_a_full_disk_does_not_take_is_counted_to_the_line()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no /dev/full.");
        _options.CurrentValue.AccessLog.Path = "/dev/full";
        for (var number = 0; number < 500; number++) Answer(Outcome.Failed, milliseconds: 1);
        await _writer.StartAsync(TestContext.Current.CancellationToken);
        await _writer.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(500, _measurements.Of($"{MetricNames.AccessLogLost}{{}}"));
    }

    [Fact]
    public async Task A_folder_that_is_gone_costs_lines_and_no_more()
    {
        _options.CurrentValue.AccessLog.Path = Path.Combine(_path, "gone", "access.log");
        Answer(Outcome.Failed, milliseconds: 1);
        await _writer.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => _measurements.Of($"{MetricNames.AccessLogLost}{{}}") == 1, "the line is counted as lost");

        _options.CurrentValue.AccessLog.Path = _path;
        Answer(Outcome.Failed, milliseconds: 1);
        await _writer.StopAsync(TestContext.Current.CancellationToken);
        Assert.Single(await File.ReadAllLinesAsync(_path, TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        _writer.Dispose();
        _measurements.Dispose();
        File.Delete(_path);
        await ValueTask.CompletedTask;
    }

    private static int LinesIn(string path) => File.Exists(path) ? File.ReadAllLines(path).Length : 0;

    private void Answer(Outcome outcome, int milliseconds, MeasuredRoute? measured = null, params AccessLogWriter[] writers)
    {
        var context = new DefaultHttpContext
        {
            Request =
            {
                Method = "GET", Path = "/api/orders/7", QueryString = new QueryString($"?token={Canary}"), Host = new HostString("shop.example.com"),
                Headers = { Cookie = $"__Host-shop={Canary}", Authorization = $"Bearer {Canary}", Referer = $"https://shop.example.com/?code={Canary}" },
            },
            Connection = { RemoteIpAddress = IPAddress.Loopback },
        };
        var signals = new RequestSignals(_time) { Session = "id-of-the-session", Measured = measured ?? new MeasuredRoute("orders") };
        using (signals.During(Stage.Session)) _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        signals.Close();
        foreach (var writer in writers is [] ? [_writer] : writers) writer.Write(context, signals, _route, 200, new RequestOutcome(outcome, null));
    }

    // The clock stands still, so only the end of the writer brings the lines out for certain.
    private async Task<IReadOnlyList<string>> LinesAsync()
    {
        await _writer.StartAsync(TestContext.Current.CancellationToken);
        await _writer.StopAsync(TestContext.Current.CancellationToken);
        return File.Exists(_path) ? await File.ReadAllLinesAsync(_path, TestContext.Current.CancellationToken) : [];
    }
}
