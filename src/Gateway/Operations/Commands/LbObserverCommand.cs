using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gateway.Signals.LoadBalancer.Observer;

namespace Gateway.Operations.Commands;

/// <summary>
/// <c>gateway lb-observer</c>: reads the load balancer's log lines and says where it saw something else than the gateway. A process of its
/// own, best beside the load balancer; it needs no settings. Exit code 0, or 1 when it cannot begin or go on.
/// </summary>
internal static class LbObserverCommand
{
    private static readonly Option<IPEndPoint?> Listen = new("--listen")
    {
        Description = "Where log lines come as datagrams: udp://127.0.0.1:5514",
        CustomParser = argument => EndPointOf(argument) ?? Wrong<IPEndPoint>(argument, "udp://127.0.0.1:5514"),
    };

    private static readonly Option<string[]> HaproxyLogs = new("--haproxy-log") { Description = "HAProxy's log file, followed across rotation; repeatable." };
    private static readonly Option<string[]> NginxLogs = new("--nginx-log") { Description = "nginx's access log, followed across rotation; repeatable." };
    private static readonly Option<string[]> AccessLogs = new("--access-log") { Description = "A gateway's access log, for requests that were not answered by it; repeatable." };

    private static readonly Option<Uri?> Metrics = new("--metrics")
    {
        Description = "Where /metrics and /api/routes are served.",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:9115"),
        CustomParser = argument => Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url) && url is { Scheme: "http", PathAndQuery: "/" }
            ? url
            : Wrong<Uri>(argument, "http://127.0.0.1:9115"),
    };

    private static readonly Option<double> Wait = new("--wait")
    {
        Description = "Seconds a gateway's access log line is waited for, 0 to 600.",
        DefaultValueFactory = _ => 10,
        CustomParser = argument =>
        {
            if (double.TryParse(argument.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 600) return seconds;
            argument.AddError($"--wait is '{argument.Tokens[0].Value}': write seconds, 0 to 600.");
            return 0;
        },
    };

    public static Command Create()
    {
        var command = new Command("lb-observer", "Compare the load balancer's log, request by request, with the gateway's figures.") { Listen, HaproxyLogs, NginxLogs, AccessLogs, Metrics, Wait };
        command.Validators.Add(result =>
        {
            if (!new Option[] { Listen, HaproxyLogs, NginxLogs }.Any(source => result.GetResult(source) is not null))
                result.AddError("Nothing to read: name a --listen address, a --haproxy-log or an --nginx-log.");
        });
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        try
        {
            var wasToldTo = await ObserverServer.RunAsync(new ObserverOptions
            {
                Listen = parsed.GetValue(Listen),
                BalancerLogs = [.. Named("haproxy-log", parsed.GetValue(HaproxyLogs)), .. Named("nginx-log", parsed.GetValue(NginxLogs))],
                AccessLogs = parsed.GetValue(AccessLogs) ?? [],
                Metrics = parsed.GetValue(Metrics) ?? throw new InvalidOperationException("--metrics has a default."),
                Patience = TimeSpan.FromSeconds(parsed.GetValue(Wait)),
            });
            return wasToldTo ? 0 : 1;
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync($"The observer cannot begin: {taken.Message}");
            return 1;
        }
    }

    private static IEnumerable<(string Name, string Path)> Named(string name, string[]? paths) => (paths ?? []).Select(path => (name, path));

    private static IPEndPoint? EndPointOf(ArgumentResult argument)
    {
        if (!Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var address) || address is not { Scheme: "udp", Port: > 0 }) return null;
        if (address.IdnHost == "localhost") return new IPEndPoint(IPAddress.Loopback, address.Port);
        return IPAddress.TryParse(address.IdnHost, out var ip) ? new IPEndPoint(ip, address.Port) : null;
    }

    private static T? Wrong<T>(ArgumentResult argument, string example)
        where T : class
    {
        argument.AddError($"'{argument.Tokens[0].Value}' is no address of this kind: {example}");
        return null;
    }
}
