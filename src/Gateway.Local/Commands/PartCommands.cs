using System.CommandLine;
using System.Globalization;
using Gateway.Local.Demo;
using Gateway.Local.Identity;

namespace Gateway.Local.Commands;

/// <summary>Single parts of the stack, for surroundings that bring the others themselves, such as docker-compose.yml.</summary>
internal static class PartCommands
{
    public static Command Identity()
    {
        var port = StackCommand.Port("--port", "The issuer is http://localhost:PORT.", 8090);
        var data = StackCommand.Data(new IdentityProviderOptions().DataDirectory);
        var origins = new Option<string[]>("--origin")
        {
            Description = "Where users reach the gateway: scheme, host and port. May be repeated.",
            DefaultValueFactory = _ => ["http://localhost:8080"],
        };
        var identity = new IdentityChoices();
        var command = new Command("identity", "Starts the identity provider alone, with the client demo / demo-secret.") { port, data, origins };
        identity.AddTo(command);
        command.SetAction((parsed, _) => Running.UntilStoppedAsync(async (stop, _) =>
        {
            var provider = await IdentityProvider.StartAsync(
                identity.Apply(parsed, new IdentityProviderOptions
                {
                    Url = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{parsed.GetValue(port)}"),
                    DataDirectory = Path.GetFullPath(parsed.GetValue(data)!),
                    Clients = [IdentityClient.Demo([.. parsed.GetValue(origins)!.Select(origin => origin.TrimEnd('/'))])],
                }),
                stop);
            await Console.Out.WriteLineAsync($"Ready: {provider.Authority.GetLeftPart(UriPartial.Authority)}");
            return provider;
        }));
        return command;
    }

    public static Command Demo()
    {
        var port = StackCommand.Port("--port", "The frontend, and the API under /api and /public.", 8091);
        var http2Port = StackCommand.Port("--http2-port", "The same over HTTP/2 without TLS. 0 takes a free one.", 0);
        var command = new Command("demo", "Starts the demo frontend and the demo API alone, on one port.") { port, http2Port };
        command.SetAction((parsed, _) => Running.UntilStoppedAsync(async (stop, _) =>
        {
            var demo = await DemoHost.StartSiteAsync(parsed.GetValue(port), parsed.GetValue(http2Port), stop);
            await Console.Out.WriteLineAsync($"Ready: {demo.Address.GetLeftPart(UriPartial.Authority)} (HTTP/2: {demo.Http2Address.GetLeftPart(UriPartial.Authority)})");
            return demo;
        }));
        return command;
    }
}
