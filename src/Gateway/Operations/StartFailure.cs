using Microsoft.AspNetCore.Connections;

namespace Gateway.Operations;

/// <summary>Runs the gateway to its end. An address that is taken gets one clear line instead of a stack trace.</summary>
internal static class StartFailure
{
    public static async Task<int> RunToEndAsync(this WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync(
                $"{taken.Message} Stop what uses it, or choose another address: --urls for traffic, Gateway:Operations:Url for operations.");
            return 1;
        }
    }
}
