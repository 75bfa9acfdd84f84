using System.CommandLine;
using Gateway.Operations.Configuration;

namespace Gateway.Operations.Commands;

/// <summary>
/// <c>gateway check-config</c>: validates the settings as a start would, without starting. Exit code 0 or 1. With <c>--schema</c> it
/// prints the settings' JSON schema instead.
/// </summary>
internal static class CheckConfigCommand
{
    public static Option<bool> Schema { get; } = new("--schema") { Description = "Print the JSON schema of the settings." };

    public static async Task<int> RunAsync(string[] settings, bool schema)
    {
        if (schema)
        {
            await Console.Out.WriteAsync(SettingsSchema.Write());
            return 0;
        }

        if (await CheckedSettings.ReadAsync(settings) is null) return 1;
        Console.WriteLine("The configuration is valid.");
        return 0;
    }
}
