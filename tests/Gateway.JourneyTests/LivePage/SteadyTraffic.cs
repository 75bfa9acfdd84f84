namespace Gateway.JourneyTests.LivePage;

/// <summary>Requests at a steady pace until it is disposed of: a page that shows rates needs some. One of them is held for all that time.</summary>
internal sealed class SteadyTraffic : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _over = new();
    private readonly HttpClient _http = new();
    private readonly Task _held;
    private readonly Task _running;

    /// <param name="held">An address that does not answer.</param>
    /// <param name="addresses">Asked one after the other, again and again.</param>
    public SteadyTraffic(Uri held, params Uri[] addresses) => (_held, _running) = (_http.GetAsync(held, _over.Token), SendAsync(addresses));

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_held, _running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _over.Dispose();
    }

    private async Task SendAsync(Uri[] addresses)
    {
        using var ticks = new PeriodicTimer(Pause, TimeProvider.System);
        for (var number = 0; await ticks.WaitForNextTickAsync(_over.Token); number++)
        {
            using var answer = await _http.GetAsync(addresses[number % addresses.Length], _over.Token);
            await answer.Content.ReadAsByteArrayAsync(_over.Token);
        }
    }
}
