using Gateway.Operations.Configuration;

namespace Gateway.Operations.Commands;

/// <summary><c>gateway healthcheck</c>: asks the running gateway's <c>/readyz</c>, for containers that hold no other client. Exit code 0 or 1.</summary>
internal static class HealthCheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string[] args)
    {
        if (await CheckedSettings.ReadAsync(args) is not { } builder) return 1;

        var url = (builder.Configuration.GetSection(OperationsOptions.Section).Get<OperationsOptions>() ?? new OperationsOptions()).Url;
        var target = new Uri(new Uri(url.Replace("+", "127.0.0.1", StringComparison.Ordinal).Replace("*", "127.0.0.1", StringComparison.Ordinal)), HealthEndpoints.Ready);
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(target);
            Console.WriteLine($"{target}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"{target}: {failure.Message}");
            return 1;
        }
    }
}
