using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Signals.LoadBalancer.Observer;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Signals.LoadBalancer.Observer;

/// <summary>Lines come by datagram and by file, and a file is rotated under its reader.</summary>
public sealed class SourceTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("observed-");
    private readonly Measurements _measurements = new();
    private readonly ObserverMetrics _metrics;
    private readonly Comparison _comparison;
    private LogSource? _source;

    public SourceTests()
    {
        _metrics = new ObserverMetrics(_measurements.Meters);
        _comparison = new Comparison(TimeSpan.Zero, _metrics, new ObservedRoutes(TimeProvider.System), TimeProvider.System);
    }

    private string Log => Path.Combine(_folder.FullName, "access.log");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_source is not null) await _source.StopAsync(CancellationToken.None);
        _source?.Dispose();
        _measurements.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_was_there_before_is_passed_over_and_what_is_appended_is_read()
    {
        Write("old");
        await FollowAsync();
        // Reading begins at some moment after the start; nothing tells which, so lines are added until one is seen.
        await Eventually.HoldsAsync(() => { Write("new"); return Read("notice") > 0; }, "an appended line is read");
        await File.AppendAllTextAsync(Log, "{ half of ", TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(Log, "one line\n", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Read("malformed") == 1, "two halves are one line");
    }

    [Fact]
    public async Task A_file_that_comes_later_is_read_whole()
    {
        await FollowAsync();
        Write("first");
        await ReadsAsync(1);
    }

    [Theory]
    [InlineData("renamed")]
    [InlineData("deleted")]
    [InlineData("truncated")]
    public async Task No_line_is_lost_when_the_file_is_rotated(string how)
    {
        await FollowAsync();
        Write("first, longer than what will come after it");
        await ReadsAsync(1);
        await using (var writer = new StreamWriter(new FileStream(Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)))
        {
            if (how == "renamed") File.Move(Log, Log + ".1");
            if (how == "deleted") File.Delete(Log);
            if (how == "truncated") await File.WriteAllTextAsync(Log, "", TestContext.Current.CancellationToken);
            else await writer.WriteLineAsync("second, by a writer that has not heard of it yet");
        }

        await ReadsAsync(how == "truncated" ? 1 : 2);
        Write("third");
        await ReadsAsync(how == "truncated" ? 2 : 3);
    }

    [Fact]
    public async Task A_line_without_an_end_is_not_held_for_ever()
    {
        await FollowAsync();
        await File.AppendAllTextAsync(Log, new string('x', 200_000), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Read("malformed") == 1, "it is counted");
        await File.AppendAllTextAsync(Log, "its end\nanother line\n", TestContext.Current.CancellationToken);
        await ReadsAsync(1);
        Assert.Equal(1, Read("malformed"));
    }

    [Fact]
    public async Task Every_datagram_is_a_line_and_none_stops_it()
    {
        var port = FreePort();
        _source = new SyslogSource(new IPEndPoint(IPAddress.Loopback, port), _comparison, _metrics, NullLogger.Instance, TimeProvider.System);
        await _source.StartAsync(CancellationToken.None);
        using var sender = new UdpClient();
        foreach (var text in new[] { "{\"log\":", "", "a notice", new string('{', 9000), "\0", "another" })
            await sender.SendAsync(Encoding.UTF8.GetBytes(text), new IPEndPoint(IPAddress.Loopback, port), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Read("notice", "syslog") == 4 && Read("malformed", "syslog") == 2, "all six are counted");
    }

    private static int FreePort()
    {
        using var probe = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.Client.LocalEndPoint!).Port;
    }

    private async Task FollowAsync()
    {
        _source = new FileSource("haproxy-log", Log, _comparison, _metrics, NullLogger.Instance, TimeProvider.System);
        await _source.StartAsync(CancellationToken.None);
    }

    private void Write(string line) => File.AppendAllText(Log, line + "\n");

    private Task ReadsAsync(long lines) => Eventually.HoldsAsync(() => Read("notice") == lines, $"{lines} lines are read");

    private long Read(string result, string source = "haproxy-log") => _measurements.Of($"gateway.lb.lines{{result={result},source={source}}}");
}
