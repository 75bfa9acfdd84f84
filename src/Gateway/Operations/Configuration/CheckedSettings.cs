namespace Gateway.Operations.Configuration;

/// <summary>The way every command begins: read the settings, and go on only when all of them are right.</summary>
internal static class CheckedSettings
{
    // What the framework itself reads (Kestrel's endpoints, logging) must not follow a file that nobody has checked; see ConfigurationReload.
    private const string KeepAsRead = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>Null when the settings are wrong; all errors have been printed then.</summary>
    public static async Task<WebApplicationBuilder?> ReadAsync(string[] args)
    {
        try
        {
            var builder = WebApplication.CreateBuilder([.. FromHere(args), KeepAsRead]);
            var errors = await ConfigurationCheck.RunAsync(builder.Configuration, builder.Environment);
            if (errors.Count == 0) return builder;
            await PrintAsync(errors);
        }
        catch (InvalidDataException unreadable)
        {
            await PrintAsync([ConfigurationSources.Describe(unreadable)]);
        }
        catch (DirectoryNotFoundException missing)
        {
            await PrintAsync([new ConfigurationError("contentRoot", $"{missing.Message} is no folder.", "name the folder of appsettings.json.")]);
        }

        return null;
    }

    // The framework takes a relative folder from where the program lies; whoever typed it means from where he is.
    private static string[] FromHere(string[] args)
    {
        const string Option = "--contentRoot";
        var resolved = (string[])args.Clone();
        for (var i = 0; i < resolved.Length; i++)
        {
            if (resolved[i].StartsWith(Option + "=", StringComparison.OrdinalIgnoreCase)) resolved[i] = $"{Option}={Path.GetFullPath(resolved[i][(Option.Length + 1)..])}";
            else if (i > 0 && string.Equals(resolved[i - 1], Option, StringComparison.OrdinalIgnoreCase)) resolved[i] = Path.GetFullPath(resolved[i]);
        }

        return resolved;
    }

    private static async Task PrintAsync(IReadOnlyCollection<ConfigurationError> errors)
    {
        await Console.Error.WriteLineAsync($"The configuration has {errors.Count} {(errors.Count == 1 ? "error" : "errors")}:");
        await Console.Error.WriteLineAsync(ConfigurationError.List(errors));
    }
}
