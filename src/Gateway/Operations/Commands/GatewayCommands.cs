using System.CommandLine;

namespace Gateway.Operations.Commands;

/// <summary>One executable, several commands. What is no option of ours is a setting: <c>--urls</c>, <c>--contentRoot</c>, <c>--Gateway:Sessions:IdleTimeout=…</c></summary>
internal static class GatewayCommands
{
    // Signals are the host's to handle: the parser would end the process two seconds into a drain.
    private static readonly InvocationConfiguration LeaveSignalsAlone = new() { ProcessTerminationTimeout = null };

    public static Task<int> RunAsync(string[] args, Func<string[], Task<int>> serve)
    {
        var root = new RootCommand("The session-state reliability gateway: sessions that outlive replicas, releases and outages.")
        {
            Command("serve", "Serve traffic; the command when none is given.", serve),
            Command("check-config", "Check the settings without starting. Exit code 0 or 1.", CheckConfigCommand.RunAsync),
            Command("healthcheck", "Ask the gateway running with these settings whether it is ready. Exit code 0 or 1.", HealthCheckCommand.RunAsync),
        };
        return TakingSettings(root, serve).Parse(args).InvokeAsync(LeaveSignalsAlone);
    }

    private static Command Command(string name, string description, Func<string[], Task<int>> run) => TakingSettings(new Command(name, description), run);

    private static TCommand TakingSettings<TCommand>(TCommand command, Func<string[], Task<int>> run)
        where TCommand : Command
    {
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, _) => run([.. parsed.UnmatchedTokens]));
        return command;
    }
}
