namespace Gateway.Operations.Configuration;

/// <summary>The way every command begins: read the settings, and go on only when all of them are right.</summary>
internal static class CheckedSettings
{
    /// <summary>Null when the settings are wrong; all errors have been printed then.</summary>
    public static async Task<WebApplicationBuilder?> ReadAsync(string[] args)
    {
        try
        {
            var builder = WebApplication.CreateBuilder(args);
            var errors = await ConfigurationCheck.RunAsync(builder.Configuration, builder.Environment);
            if (errors.Count == 0) return builder;
            await PrintAsync(errors);
        }
        catch (InvalidDataException unreadable)
        {
            await PrintAsync([ConfigurationSources.Describe(unreadable)]);
        }

        return null;
    }

    private static async Task PrintAsync(IReadOnlyCollection<ConfigurationError> errors)
    {
        await Console.Error.WriteLineAsync($"The configuration has {errors.Count} {(errors.Count == 1 ? "error" : "errors")}:");
        await Console.Error.WriteLineAsync(ConfigurationError.List(errors));
    }
}
