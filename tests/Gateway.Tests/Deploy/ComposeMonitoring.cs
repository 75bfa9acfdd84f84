using Gateway.Tests.Conventions;
using YamlDotNet.Serialization;

namespace Gateway.Tests.Deploy;

/// <summary>What shows and alerts finds what it is to show and to alert, keeps it for as long as a budget lasts, and is for this machine alone.</summary>
internal static class ComposeMonitoring
{
    private const int DaysOfABudget = 30;
    private const string UnlessSaid = "15d";

    private static readonly string[] ForEverybody = ["8080:8080", "8090:8090"];

    public static IEnumerable<string> Problems(ComposeFile compose)
    {
        var prometheus = compose.Services["prometheus"];
        var retention = prometheus.Option("--storage.tsdb.retention.time") is { Length: > 0 } said ? said : UnlessSaid;
        var days = int.Parse(retention.TrimEnd('d'), System.Globalization.CultureInfo.InvariantCulture);
        if (days <= DaysOfABudget) yield return $"prometheus: forgets after {days} days, and a budget is one of {DaysOfABudget}";

        var targets = Targets("deploy/prometheus/prometheus.yml");
        foreach (var address in Scraped(compose).Where(address => !targets.Contains(address))) yield return $"prometheus: does not scrape {address}";
        var alertmanager = Loopback(compose.Services["alertmanager"].Option("--web.listen-address"));
        if (!targets.Contains(alertmanager)) yield return $"prometheus: sends alerts elsewhere than to {alertmanager}";

        var asked = Loopback(prometheus.Option("--web.listen-address"));
        if (!Repository.Read("deploy/grafana/provisioning/datasources/prometheus.yml").Contains($"url: http://{asked}\n", StringComparison.Ordinal))
            yield return $"grafana: asks elsewhere than at {asked}";

        var observer = new Uri(compose.Services["lb-observer"].Option("--listen")).Authority;
        if (compose.Services["front"].Environment.GetValueOrDefault("OBSERVER") != $"udp@{observer}") yield return $"front: sends its log elsewhere than to {observer}";

        foreach (var port in compose.Services["front"].Ports.Where(port => !ForEverybody.Contains(port) && !port.StartsWith("127.0.0.1:", StringComparison.Ordinal)))
            yield return $"front: publishes {port} to other machines";
    }

    private static IEnumerable<string> Scraped(ComposeFile compose) => compose.Services
        .Where(service => service.Key.StartsWith("gateway-", StringComparison.Ordinal))
        .Select(service => service.Value.Environment["Gateway__Operations__Url"])
        .Append(compose.Services["lb-observer"].Option("--metrics"))
        .Select(url => new Uri(url).Authority);

    private static string Loopback(string listening) => listening.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);

    private static HashSet<string> Targets(string path) => [.. Walk(new DeserializerBuilder().Build().Deserialize<object>(Repository.Read(path)), inTargets: false)];

    private static IEnumerable<string> Walk(object? node, bool inTargets) => node switch
    {
        IDictionary<object, object> map => map.SelectMany(entry => Walk(entry.Value, (string)entry.Key == "targets")),
        IList<object> list => list.SelectMany(entry => Walk(entry, inTargets)),
        string text when inTargets => [text],
        _ => [],
    };
}
