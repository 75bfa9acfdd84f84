using System.Text;
using Gateway.Operations.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Operations.Configuration;

/// <summary>A settings file as an operator writes it, and what the check says of it.</summary>
internal static class SettingsText
{
    /// <summary>Nothing is wrong with this one.</summary>
    public const string Good = """
        {
          "ConnectionStrings": { "Redis": "localhost:6379" },
          "Gateway": {
            "Frontends": { "shop": {
              "Hosts": [ "shop.example.com" ],
              "Identity": { "Authority": "https://id.example.com", "ClientId": "shop", "ClientSecret": "canary-client-secret" } } },
            "Keys": { "Secret": "canary-key-secret-0123456789abcdef" }
          },
          "ReverseProxy": {
            "Routes": { "orders": { "ClusterId": "orders", "Match": { "Path": "/api/orders/{**rest}" } } },
            "Clusters": { "orders": { "Destinations": { "a": { "Address": "http://orders:8080" } } } }
          }
        }
        """;

    public static async Task<IReadOnlyCollection<ConfigurationError>> CheckAsync(string json, string environment = "Production")
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
        return await ConfigurationCheck.RunAsync(configuration, new SomeEnvironment(environment));
    }

    private sealed class SomeEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "gateway";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
