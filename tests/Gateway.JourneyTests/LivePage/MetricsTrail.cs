using Gateway.JourneyTests.Signals;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.JourneyTests.LivePage;

/// <summary>What a gateway said at <c>/metrics</c>, twice a second: between which values a figure lay at any moment since.</summary>
internal sealed class MetricsTrail : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The exporter's answer may be as old as this.</summary>
    private static readonly TimeSpan Cached = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _over = new();
    private readonly GatewayProcess _gateway;
    private readonly Task _running;

    // Replaced whole: it is read while it grows.
    private volatile IReadOnlyList<Step> _steps = [];

    public MetricsTrail(GatewayProcess gateway)
    {
        _gateway = gateway;
        _running = FollowAsync();
    }

    /// <summary>The last answer that is wholly of the time before, null when there is none, and the first that holds all until then.</summary>
    public async Task<(Exposition? Before, Exposition After)> AroundAsync(DateTimeOffset moment)
    {
        await Eventually.HoldsAsync(() => Task.FromResult(_steps.Any(step => step.Asked - Cached >= moment)), TimeSpan.FromSeconds(10), () => "the metrics have been read since");
        var steps = _steps;
        return (steps.LastOrDefault(step => step.Answered <= moment)?.Metrics, steps.First(step => step.Asked - Cached >= moment).Metrics);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private async Task FollowAsync()
    {
        using var ticks = new PeriodicTimer(Pause, TimeProvider.System);
        while (await ticks.WaitForNextTickAsync(_over.Token))
        {
            var asked = TimeProvider.System.GetUtcNow();
            var metrics = await Exposition.OfAsync(_gateway);
            _steps = [.. _steps, new Step(asked, TimeProvider.System.GetUtcNow(), metrics)];
        }
    }

    private sealed record Step(DateTimeOffset Asked, DateTimeOffset Answered, Exposition Metrics);
}
