using System.CommandLine;

namespace Gateway.Operations.Commands;

/// <summary>One executable, several commands. What is no option of ours is a setting: <c>--urls</c>, <c>--contentRoot</c>, <c>--Gateway:Sessions:IdleTimeout=…</c></summary>
internal static class GatewayCommands
{
    // Signals are the host's to handle: the parser would end the process two seconds into a drain.
    private static readonly InvocationConfiguration LeaveSignalsAlone = new() { ProcessTerminationTimeout = null };

    public static Task<int> RunAsync(string[] args, Func<string[], Task<int>> serve)
    {
        var check = new Command("check-config", "Check the settings without starting. Exit code 0 or 1.") { CheckConfigCommand.Schema };
        var rules = new Command("alert-rules", "Print Prometheus recording and alert rules for the objectives in the settings.") { AlertRulesCommand.Runbook };
        var root = new RootCommand("The session-state reliability gateway: sessions that outlive replicas, releases and outages.")
        {
            TakingSettings(new Command("serve", "Serve traffic; the command when none is given."), (settings, _) => serve(settings)),
            TakingSettings(check, (settings, parsed) => CheckConfigCommand.RunAsync(settings, parsed.GetValue(CheckConfigCommand.Schema))),
            TakingSettings(rules, (settings, parsed) => AlertRulesCommand.RunAsync(settings, parsed.GetValue(AlertRulesCommand.Runbook)!)),
            TakingSettings(
                new Command("healthcheck", "Ask the gateway running with these settings whether it is ready. Exit code 0 or 1."),
                (settings, _) => HealthCheckCommand.RunAsync(settings)),
            LbObserverCommand.Create(),
        };
        return TakingSettings(root, (settings, _) => serve(settings)).Parse(args).InvokeAsync(LeaveSignalsAlone);
    }

    private static TCommand TakingSettings<TCommand>(TCommand command, Func<string[], ParseResult, Task<int>> run)
        where TCommand : Command
    {
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, _) => run([.. parsed.UnmatchedTokens], parsed));
        return command;
    }
}
