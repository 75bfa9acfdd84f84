namespace Gateway.Tests.Deploy;

/// <summary>The containers share one network: no port twice, and the load balancer's addresses are the gateways' own.</summary>
internal static class ComposePorts
{
    private const string RedisPort = "6379";

    public static IEnumerable<string> Problems(ComposeFile compose)
    {
        var listeners = compose.Services.SelectMany(service => Listening(service.Value)
            .Select(port => (Network: NetworkOf(service.Key, service.Value), Port: port)));
        foreach (var clash in listeners.CountBy(listener => listener).Where(listener => listener.Value > 1))
            yield return $"port {clash.Key.Port} is listened on {clash.Value} times in the network of '{clash.Key.Network}'";

        var published = compose.Services.Values.SelectMany(service => service.Ports).Select(port => port.Split(':')[^2]);
        foreach (var clash in published.CountBy(port => port).Where(port => port.Value > 1))
            yield return $"port {clash.Key} is published {clash.Value} times";

        foreach (var problem in Front(compose)) yield return problem;
    }

    private static IEnumerable<string> Front(ComposeFile compose)
    {
        var front = compose.Services["front"].Environment;
        for (var number = 1; compose.Services.TryGetValue($"gateway-{number}", out var gateway); number++)
        {
            var traffic = new Uri(gateway.Environment["ASPNETCORE_URLS"]);
            var operations = new Uri(gateway.Environment["Gateway__Operations__Url"]);
            if (front.GetValueOrDefault($"GATEWAY_{number}") != traffic.Authority)
                yield return $"front sends traffic of gateway-{number} elsewhere than to {traffic.Authority}";
            if (front.GetValueOrDefault($"GATEWAY_{number}_OPERATIONS_PORT") != $"{operations.Port}")
                yield return $"front asks for the health of gateway-{number} elsewhere than on port {operations.Port}";
        }
    }

    private static IEnumerable<string> Listening(ComposeContainer service)
    {
        foreach (var address in service.Environment.Values.Where(value => value.StartsWith("http://", StringComparison.Ordinal)))
            yield return $"{new Uri(address).Port}";
        if (service.Option("--web.listen-address") is { Length: > 0 } web) yield return web.Split(':')[1];
        if (service.Option("--metrics") is { Length: > 0 } metrics) yield return $"{new Uri(metrics).Port}";
        if (service.Environment.GetValueOrDefault("GF_SERVER_HTTP_PORT") is { } grafana) yield return grafana;
        if (service.Option("--port") is { Length: > 0 } port) yield return port;
        if (service.Command.Contains("redis-server")) yield return RedisPort;
        if (service.Command.Contains("haproxy")) yield return service.Environment.GetValueOrDefault("BIND", "0.0.0.0:8080").Split(':')[1];
    }

    private static string NetworkOf(string name, ComposeContainer service) =>
        service.NetworkMode.Length == 0 ? name : service.NetworkMode.Replace("service:", "", StringComparison.Ordinal);
}
