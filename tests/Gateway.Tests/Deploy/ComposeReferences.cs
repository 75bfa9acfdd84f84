namespace Gateway.Tests.Deploy;

/// <summary>Every name and path in a compose file stands for something that is there.</summary>
internal static class ComposeReferences
{
    public static IEnumerable<string> Problems(ComposeFile compose, string root)
    {
        foreach (var (name, service) in compose.Services)
        {
            var problems = Build(service, root)
                .Concat(Volumes(compose, service, root))
                .Concat(Networks(compose, service))
                .Concat(Dependencies(compose, service, root));
            foreach (var problem in problems) yield return $"{name}: {problem}";
        }

        foreach (var volume in compose.Volumes.Keys)
            if (!compose.Services.Values.Any(service => service.Volumes.Any(mount => mount.Split(':')[0] == volume)))
                yield return $"volume '{volume}' is used by nobody";
    }

    private static IEnumerable<string> Build(ComposeContainer service, string root)
    {
        if (service.Image.Length == 0) yield return "no image";
        if (service.Build is not { } build) yield break;
        var context = Path.Combine(root, build.Context);
        if (!Directory.Exists(context)) yield return $"build context '{build.Context}' does not exist";
        if (!File.Exists(Path.Combine(context, build.Dockerfile))) yield return $"dockerfile '{build.Dockerfile}' does not exist";
    }

    private static IEnumerable<string> Volumes(ComposeFile compose, ComposeContainer service, string root)
    {
        foreach (var source in service.Volumes.Select(mount => mount.Split(':')[0]))
        {
            var isPath = source.StartsWith('.');
            if (isPath && !Path.Exists(Path.Combine(root, source))) yield return $"'{source}' is mounted but does not exist";
            if (!isPath && !compose.Volumes.ContainsKey(source)) yield return $"volume '{source}' is not declared";
        }
    }

    private static IEnumerable<string> Networks(ComposeFile compose, ComposeContainer service)
    {
        foreach (var network in service.Networks.Keys.Where(network => !compose.Networks.ContainsKey(network)))
            yield return $"network '{network}' is not declared";
        if (service.NetworkMode.Length == 0) yield break;
        if (service.Networks.Count + service.Ports.Count > 0) yield return "shares a network and yet has networks or ports of its own";
        if (!compose.Services.ContainsKey(service.NetworkMode.Replace("service:", "", StringComparison.Ordinal)))
            yield return $"shares the network of '{service.NetworkMode}', which is no service";
    }

    private static IEnumerable<string> Dependencies(ComposeFile compose, ComposeContainer service, string root)
    {
        foreach (var (name, dependency) in service.DependsOn)
        {
            if (!compose.Services.TryGetValue(name, out var target))
                yield return $"depends on '{name}', which is no service";
            else if (dependency.Condition == "service_healthy" && !HasHealthcheck(target, root))
                yield return $"waits for '{name}' to be healthy, which nothing checks";
        }
    }

    private static bool HasHealthcheck(ComposeContainer service, string root) =>
        service.Healthcheck is { Disable: false }
        || (service.Build is { } build && File.ReadAllText(Path.Combine(root, build.Context, build.Dockerfile))
            .Contains("\nHEALTHCHECK ", StringComparison.Ordinal));
}
