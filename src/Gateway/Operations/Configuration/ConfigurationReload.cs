using System.Threading.Channels;
using Gateway.Signals.Slo;

namespace Gateway.Operations.Configuration;

/// <summary>
/// Takes a changed configuration into force, or refuses it as a whole and says why. Changes come in bursts (an editor saves in
/// steps, a Kubernetes volume swaps links), so only the state after the last one is looked at.
/// </summary>
internal sealed class ConfigurationReload(
    ConfigurationSources sources, AcceptedConfiguration accepted, IHostEnvironment environment, ConfigurationMetrics metrics,
    TimeProvider time, ILogger<ConfigurationReload> logger) : BackgroundService
{
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(250);

    private readonly IReadOnlyList<TimeSpan> _thresholdsAtStart = SloThresholds.In(accepted.Root);
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        WarnOfSettingsWithoutEffect();
        var watches = sources.Watch(() => _changes.Writer.TryWrite(true)).ToList();
        await using var end = stoppingToken.Register(() => _changes.Writer.TryComplete());
        await foreach (var _ in _changes.Reader.ReadAllAsync(CancellationToken.None))
        {
            await Task.Delay(Settled, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await LookAsync();
        }

        watches.ForEach(watch => watch.Dispose());
    }

    private async Task LookAsync()
    {
        try
        {
            await TakeOrRefuseAsync();
        }
        catch (Exception failure)
        {
            // Whatever a changed file brings about, the gateway goes on with what it has.
            metrics.Refused();
            logger.ConfigurationRefused(failure.ToString());
        }
    }

    private async Task TakeOrRefuseAsync()
    {
        var (changed, unreadable) = sources.Read();
        IReadOnlyCollection<ConfigurationError> errors = changed is null ? [unreadable!] : await ConfigurationCheck.RunAsync(changed, environment);
        if (errors.Count > 0)
        {
            metrics.Refused();
            logger.ConfigurationRefused(ConfigurationError.List(errors));
            return;
        }

        if (accepted.Equals(changed!)) return;

        var atStart = SettingsReadAtStart.Changed(accepted.Root, changed!);
        if (atStart.Count > 0) logger.NeedsRestart(string.Join(", ", atStart));
        accepted.Replace(changed!);
        metrics.Accepted();
        logger.ConfigurationAccepted();
        var thresholds = SloThresholds.Added(_thresholdsAtStart, accepted.Root);
        if (thresholds.Count > 0) logger.ThresholdsWithoutBucket(string.Join(", ", thresholds));
        WarnOfSettingsWithoutEffect();
    }

    private void WarnOfSettingsWithoutEffect()
    {
        var keys = SettingsWithoutEffect.In(accepted.Root);
        if (keys.Count > 0) logger.WithoutEffect(string.Join(", ", keys));
    }
}
