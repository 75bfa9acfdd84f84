namespace Gateway.Local;

/// <summary>Asks as a browser would, until the page has come through the whole chain and a login can begin.</summary>
internal static class FirstAnswer
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private static readonly string[] Asked = ["/", "/bff/login?returnUrl=/"];

    /// <exception cref="StackStartException">What the front answered instead.</exception>
    public static async Task WaitAsync(Uri front, TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Within };
        var started = time.GetTimestamp();
        foreach (var path in Asked)
        {
            while (await FailureAsync(client, new Uri(front, path), cancellationToken) is { } failure)
            {
                if (time.GetElapsedTime(started) > Within) throw new StackStartException(failure);
                await Task.Delay(Between, time, cancellationToken);
            }
        }
    }

    private static async Task<string?> FailureAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(address, cancellationToken);
        return (int)answer.StatusCode is >= 200 and < 400
            ? null
            : $"{address} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}";
    }
}
