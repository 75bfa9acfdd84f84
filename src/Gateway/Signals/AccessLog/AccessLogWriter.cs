using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Gateway.Signals.AccessLog;

/// <summary>
/// Decides which requests get a line and hands it to one writer behind a bounded queue: a slow disk or a blocked pipe costs lines,
/// which are counted, and never a request.
/// </summary>
internal sealed class AccessLogWriter(IOptionsMonitor<SignalsOptions> options, SignalsMetrics metrics, TimeProvider time, ILogger<AccessLogWriter> logger) : BackgroundService
{
    private const int Capacity = 4096;
    private static readonly TimeSpan ReopenAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<ReadOnlyMemory<byte>> _lines = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private bool _complained;

    public void Write(HttpContext context, RequestSignals signals, RouteSignals route, int code, RequestOutcome outcome)
    {
        if (!IsWanted(signals, outcome.Outcome)) return;
        var line = new ArrayBufferWriter<byte>(initialCapacity: 1024);
        AccessLogLine.WriteTo(line, time.GetUtcNow(), context, signals, route.Name, code, outcome);
        if (!_lines.Writer.TryWrite(line.WrittenMemory)) metrics.AccessLogLineLost();
    }

    [SuppressMessage("Security", "CA5394", Justification = "Which lines are written is no secret.")]
    private bool IsWanted(RequestSignals signals, Outcome outcome)
    {
        var settings = options.CurrentValue;
        if (!settings.AccessLog.Enabled || signals.Measured is { HasAccessLog: false }) return false;
        if (outcome.IsError() || outcome == Outcome.ClientAborted) return true;
        return signals.Duration > (signals.Measured?.SlowAfter ?? settings.Slo.Latency) || Random.Shared.NextDouble() < settings.AccessLog.Sample;
    }

    /// <summary>To the last line: what was queued when the process is told to stop is written.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _lines.Writer.TryComplete();
        if (ExecuteTask is { } writing) await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _lines.Reader.WaitToReadAsync(CancellationToken.None))
        {
            try
            {
                await WriteForAWhileAsync();
                _complained = false;
            }
            catch (Exception failure)
            {
                // A full disk, a folder that is gone, a path that is none: what is queued is lost, the gateway is not.
                if (!_complained) logger.AccessLogUnwritable(failure.GetType().Name, failure is IOException ? failure.Message : "");
                _complained = true;
                while (_lines.Reader.TryRead(out _)) metrics.AccessLogLineLost();
            }
        }
    }

    // A line leaves the queue once it is written: one that could not be is still there to be counted. And the age is looked at when there
    // is something to write: after an hour without requests the file has been rotated away.
    private async Task WriteForAWhileAsync()
    {
        await using var output = Open(options.CurrentValue.AccessLog.Path);
        var openedAt = time.GetTimestamp();
        do
        {
            while (_lines.Reader.TryPeek(out var line))
            {
                await output.WriteAsync(line, CancellationToken.None);
                _lines.Reader.TryRead(out _);
            }
        }
        while (await _lines.Reader.WaitToReadAsync(CancellationToken.None) && time.GetElapsedTime(openedAt) < ReopenAfter);
    }

    private static Stream Open(string? path) => path is null ? Console.OpenStandardOutput() : AppendedFile.Open(path);
}
