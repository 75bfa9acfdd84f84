namespace Gateway.Local;

/// <summary>Asks as a browser would, until the page behind the whole chain has come through it.</summary>
internal static class FirstAnswer
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    /// <exception cref="StackStartException">What the front answered instead.</exception>
    public static async Task WaitAsync(Uri front, TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = Within };
        var started = time.GetTimestamp();
        while (true)
        {
            using var answer = await client.GetAsync(front, cancellationToken);
            if (answer.IsSuccessStatusCode) return;
            if (time.GetElapsedTime(started) > Within)
                throw new StackStartException($"{front} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
            await Task.Delay(Between, time, cancellationToken);
        }
    }
}
