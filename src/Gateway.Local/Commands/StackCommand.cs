using System.CommandLine;

namespace Gateway.Local.Commands;

/// <summary>Without a sub-command: the whole stack.</summary>
internal static class StackCommand
{
    public static RootCommand Create()
    {
        var otherwise = new LocalStackOptions();
        var port = Port("--port", "Where users go. The other ports do not follow it.", otherwise.Port);
        var controlPort = Port("--control-port", "The control address.", otherwise.ControlPort);
        var identityPort = Port("--identity-port", "The identity provider.", otherwise.IdentityPort);
        var storePort = Port("--store-port", "The Redis-protocol store.", otherwise.StorePort);
        var replicas = new Option<int>("--replicas") { Description = "Gateway processes.", DefaultValueFactory = _ => otherwise.Replicas };
        var data = Data(otherwise.DataDirectory);
        var gateway = new Option<string>("--gateway")
        {
            Description = "The Gateway.dll the replicas run, to try another build.",
            DefaultValueFactory = _ => otherwise.GatewayAssembly,
        };
        var settings = new Option<string>("--gateway-settings")
        {
            Description = "The folder of the replicas' appsettings.json.",
            DefaultValueFactory = _ => otherwise.GatewaySettings,
        };
        var identity = new IdentityChoices();

        var command = new RootCommand("Starts the gateway with all it needs on this machine. Ctrl-C stops it.")
        {
            port, controlPort, identityPort, storePort, replicas, data, gateway, settings,
        };
        identity.AddTo(command);
        command.SetAction((parsed, _) => Running.UntilStoppedAsync(async (stop, logs) =>
        {
            var stack = await LocalStack.StartAsync(
                new LocalStackOptions
                {
                    Port = parsed.GetValue(port),
                    ControlPort = parsed.GetValue(controlPort),
                    IdentityPort = parsed.GetValue(identityPort),
                    StorePort = parsed.GetValue(storePort),
                    Replicas = parsed.GetValue(replicas),
                    DataDirectory = Path.GetFullPath(parsed.GetValue(data)!),
                    GatewayAssembly = Path.GetFullPath(parsed.GetValue(gateway)!),
                    GatewaySettings = Path.GetFullPath(parsed.GetValue(settings)!),
                    Identity = identity.Apply(parsed, otherwise.Identity),
                },
                logs,
                stop);
            await Console.Out.WriteLineAsync($"Control: http://localhost:{stack.Options.ControlPort}");
            await Console.Out.WriteLineAsync($"Ready: {stack.Address.GetLeftPart(UriPartial.Authority)}");
            return stack;
        }));
        return command;
    }

    public static Option<int> Port(string name, string description, int otherwise) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };

    public static Option<string> Data(string otherwise) =>
        new("--data") { Description = "The folder of what outlives the process.", DefaultValueFactory = _ => otherwise };
}
