using System.CommandLine;
using Gateway.Authentication;
using Gateway.Operations.Configuration;
using Gateway.Signals.Slo;
using Gateway.Signals.Slo.Rules;

namespace Gateway.Operations.Commands;

/// <summary>
/// <c>gateway alert-rules</c>: prints Prometheus rules for the objectives in the settings, the same bytes for the same settings. Exit code
/// 0, or 1 when the settings are wrong.
/// </summary>
internal static class AlertRulesCommand
{
    // Where users sign in and out. A gateway that serves routes well and signs nobody in is down for whoever comes.
    private static readonly string[] OwnAddresses = [$"{BffPaths.Prefix}/login", BffPaths.Callback, $"{BffPaths.Prefix}/user", BffPaths.Logout];

    public static Option<string> Runbook { get; } = new("--runbook")
    {
        Description = "Where the alerts' links to the runbook lead: the address of your copy of deploy/runbook.md.",
        DefaultValueFactory = _ => "deploy/runbook.md",
    };

    public static async Task<int> RunAsync(string[] settings, string runbook)
    {
        if (await CheckedSettings.ReadAsync(settings) is not { } builder) return 1;
        await Console.Out.WriteAsync(Write(builder.Configuration, runbook));
        return 0;
    }

    public static string Write(IConfiguration configuration, string runbook) => new AlertRules(
        [.. RouteSlo.In(configuration), .. OwnAddresses.Select(address => RouteSlo.OfOwnAddress(address, configuration))], runbook).Write();
}
