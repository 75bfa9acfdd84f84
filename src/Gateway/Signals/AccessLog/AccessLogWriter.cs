using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Gateway.Signals.AccessLog;

/// <summary>
/// Decides which requests get a line and hands it to one writer behind a bounded queue: a slow disk or a blocked pipe costs lines,
/// which are counted, and never a request.
/// </summary>
internal sealed class AccessLogWriter(IOptionsMonitor<SignalsOptions> options, SignalsMetrics metrics, TimeProvider time) : BackgroundService
{
    private const int Capacity = 4096;
    private static readonly TimeSpan ReopenAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<ReadOnlyMemory<byte>> _lines = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public void Write(HttpContext context, RequestSignals signals, RouteSignals route, int code, RequestOutcome outcome)
    {
        if (!IsWanted(context, signals, outcome.Outcome)) return;
        var line = new ArrayBufferWriter<byte>(initialCapacity: 1024);
        AccessLogLine.WriteTo(line, time.GetUtcNow(), context, signals, route.Name, code, outcome);
        if (!_lines.Writer.TryWrite(line.WrittenMemory)) metrics.AccessLogLineLost();
    }

    [SuppressMessage("Security", "CA5394", Justification = "Which lines are written is no secret.")]
    private bool IsWanted(HttpContext context, RequestSignals signals, Outcome outcome)
    {
        var settings = options.CurrentValue;
        var measured = context.GetEndpoint()?.Metadata.GetMetadata<MeasuredRoute>();
        if (!settings.AccessLog.Enabled || measured is { HasAccessLog: false }) return false;
        if (outcome.IsError() || outcome == Outcome.ClientAborted) return true;
        return signals.Duration > (measured?.SlowAfter ?? settings.Slo.Latency) || Random.Shared.NextDouble() < settings.AccessLog.Sample;
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
                await using var output = Open(options.CurrentValue.AccessLog.Path);
                var openedAt = time.GetTimestamp();
                do
                {
                    while (_lines.Reader.TryRead(out var line)) await output.WriteAsync(line, CancellationToken.None);
                    await output.FlushAsync(CancellationToken.None);
                }
                while (time.GetElapsedTime(openedAt) < ReopenAfter && await _lines.Reader.WaitToReadAsync(CancellationToken.None));
            }
            catch (Exception)
            {
                // A full disk, a folder that is gone, a path that is none: the lines of this second are lost, the gateway is not.
                while (_lines.Reader.TryRead(out _)) metrics.AccessLogLineLost();
            }
        }
    }

    private static Stream Open(string? path) => path is null
        ? Console.OpenStandardOutput()
        : new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
}
