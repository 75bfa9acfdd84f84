using System.Diagnostics;
using Xunit;

namespace Gateway.Tests.Deploy;

/// <summary>A program's own check of its configuration file.</summary>
internal static class ProgramCheck
{
    /// <summary>Its exit code, and all it said.</summary>
    /// <param name="program">Found on the path, or in /usr/sbin, which is not on everybody's.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Added to our own.</param>
    public static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var elsewhere = Path.Combine("/usr/sbin", program);
        var start = new ProcessStartInfo(File.Exists(elsewhere) ? elsewhere : program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;

        using var running = Process.Start(start)!;
        var output = await running.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        output += await running.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await running.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (running.ExitCode, output);
    }
}
