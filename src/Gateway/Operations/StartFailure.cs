using Microsoft.AspNetCore.Connections;

namespace Gateway.Operations;

/// <summary>Runs the gateway to its end. An address that is taken gets one clear line instead of a stack trace.</summary>
internal static class StartFailure
{
    public static async Task<int> RunToEndAsync(this WebApplication app)
    {
        try
        {
            // What runs in the background and fails ends the host, which calls that a success: whoever restarts failed processes must hear otherwise.
            var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
            await app.RunAsync();
            return background.Any(service => service.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync(
                $"{taken.Message} Stop what uses it, or choose another address: --urls for traffic, Gateway:Operations:Url for operations.");
            return 1;
        }
    }
}
