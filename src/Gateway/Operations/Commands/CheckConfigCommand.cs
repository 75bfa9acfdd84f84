using Gateway.Operations.Configuration;

namespace Gateway.Operations.Commands;

/// <summary><c>gateway check-config</c>: validates the settings as a start would, without starting. Exit code 0 or 1.</summary>
internal static class CheckConfigCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (await CheckedSettings.ReadAsync(args) is null) return 1;
        Console.WriteLine("The configuration is valid.");
        return 0;
    }
}
