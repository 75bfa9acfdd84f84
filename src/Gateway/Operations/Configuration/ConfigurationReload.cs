using System.Threading.Channels;
using Microsoft.Extensions.Primitives;

namespace Gateway.Operations.Configuration;

/// <summary>
/// Takes a changed configuration into force, or refuses it as a whole and says why. Changes come in bursts (an editor saves in
/// steps, a Kubernetes volume swaps links), so only the state after the last one is looked at.
/// </summary>
internal sealed class ConfigurationReload(
    IConfiguration live, ConfigurationSources sources, AcceptedConfiguration accepted, IHostEnvironment environment, ConfigurationMetrics metrics,
    ILogger<ConfigurationReload> logger) : BackgroundService
{
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        WarnOfSettingsWithoutEffect();
        using var subscription = ChangeToken.OnChange(live.GetReloadToken, () => _changes.Writer.TryWrite(true));
        await using var end = stoppingToken.Register(() => _changes.Writer.TryComplete());
        await foreach (var _ in _changes.Reader.ReadAllAsync(CancellationToken.None)) await LookAsync();
    }

    private async Task LookAsync()
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
        WarnOfSettingsWithoutEffect();
    }

    private void WarnOfSettingsWithoutEffect()
    {
        var keys = SettingsWithoutEffect.In(accepted.Root);
        if (keys.Count > 0) logger.WithoutEffect(string.Join(", ", keys));
    }
}
