using System.Net;
using System.Text.Json;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Reload;

/// <summary>An operator saves appsettings.json under a running gateway.</summary>
public sealed class BrokenReloadTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reload-");
    private readonly HttpClient _client = new();
    private GatewayProcess _gateway = null!;

    private string SettingsFile => Path.Combine(_folder.FullName, "appsettings.json");

    public async ValueTask InitializeAsync()
    {
        _gateway = new GatewayProcess(_folder.FullName, BuiltGateway.Current);
        Save(Settings("/before"));
        await _gateway.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_broken_file_leaves_the_old_routes_serving_and_the_mended_one_takes_over()
    {
        Assert.Equal(HttpStatusCode.BadGateway, await AskAsync("/before"));

        foreach (var (broken, complaint) in Broken())
        {
            Save(broken);
            await SaysAsync(complaint);
            Assert.Equal(HttpStatusCode.BadGateway, await AskAsync("/before"));
            Assert.Equal(HttpStatusCode.NotFound, await AskAsync("/after"));
        }

        File.Delete(SettingsFile);
        await SaysAsync("appsettings.json");
        Assert.Equal(HttpStatusCode.BadGateway, await AskAsync("/before"));

        Save(Settings("/after"));
        await Eventually.HoldsAsync(async () => await AskAsync("/after") == HttpStatusCode.BadGateway, Patience, () => $"the mended file is in force.\n{_gateway.Output}");
        await Eventually.HoldsAsync(async () => await AskAsync("/before") == HttpStatusCode.NotFound, Patience, () => $"the old route is gone.\n{_gateway.Output}");
    }

    private IEnumerable<(string Text, string Complaint)> Broken()
    {
        yield return ("{ \"ReverseProxy\": { \"Routes\": {", "JSON");
        yield return (Settings("/after", cluster: "nowhere"), "ReverseProxy:Routes:only:ClusterId");
        // Neither the routes nor the address listened at may follow a file that is refused.
        yield return (Settings("/after", more: ", \"Sesions\": { }", listen: FreePorts.Next()), "Gateway:Sesions");
    }

    private async Task SaysAsync(string complaint) => await Eventually.HoldsAsync(
        () => Task.FromResult(Refusals().Any(refusal => refusal.Contains(complaint, StringComparison.Ordinal))),
        Patience,
        () => $"the gateway refuses the file because of {complaint}. It said:\n{_gateway.Output}");

    private IEnumerable<string> Refusals() => _gateway.Output.Split("The changed configuration is refused").Skip(1);

    private async Task<HttpStatusCode> AskAsync(string path)
    {
        using var answer = await _client.GetAsync(new Uri(_gateway.Origin, path));
        return answer.StatusCode;
    }

    private void Save(string text) => File.WriteAllText(SettingsFile, text);

    // Its upstream does not exist: 502 says that the route does.
    private string Settings(string path, string cluster = "none", string more = "", int? listen = null) => $$"""
        {
          "ConnectionStrings": { "Redis": "localhost:1" },
          "Kestrel": { "Endpoints": { "Http": { "Url": "http://127.0.0.1:{{listen ?? _gateway.TrafficPort}}" } } },
          "Gateway": {
            "Frontends": { "shop": { "Hosts": [ "localhost" ], "Identity": {
              "Authority": "http://localhost:1", "ClientId": "shop", "ClientSecret": {{JsonSerializer.Serialize("secret-of-the-client")}} } } },
            "Operations": { "DrainDelay": "00:00:00" },
            "Keys": { "Secret": "a-secret-for-one-test-run-0123456789abcdef" }{{more}}
          },
          "ReverseProxy": {
            "Routes": { "only": { "ClusterId": "{{cluster}}", "AuthorizationPolicy": "anonymous", "Match": { "Path": "{{path}}" } } },
            "Clusters": { "none": { "Destinations": { "a": { "Address": "http://127.0.0.1:9" } } } }
          }
        }
        """;
}
