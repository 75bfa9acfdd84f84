using Microsoft.Extensions.Options;

namespace Gateway.Sessions.Streams;

/// <summary>
/// Looks after <see cref="BoundStreams"/>: a tenth of <c>RememberFor</c> apart, so that a stream outlives an end nobody announced
/// by little more than <c>RememberFor</c>, as a request would.
/// </summary>
internal sealed class BoundStreamsCheck(
    BoundStreams streams, IOptionsMonitor<UserSessionOptions> options, TimeProvider time, ILogger<BoundStreamsCheck> logger) : BackgroundService
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval(), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await streams.CheckAsync();
            }
            catch (Exception failure)
            {
                logger.StreamsNotChecked(failure.GetType().Name);
            }
        }
    }

    private TimeSpan Interval()
    {
        var tenth = options.CurrentValue.RememberFor / 10;
        return tenth < Shortest ? Shortest : tenth > Longest ? Longest : tenth;
    }
}
