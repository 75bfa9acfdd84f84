using Gateway.Operations.Configuration;
using Xunit;

namespace Gateway.Tests.Operations.Configuration;

/// <summary>Errors are printed, logged and pasted into tickets.</summary>
public sealed class SecretsInErrorsTests
{
    private const string Template = """
        {
          "ConnectionStrings": { "Redis": "localhost:6379,password=canary1,user=gw,nonsense=1" },
          "Gateway": {
            "Frontends": {
              "shop": { "Hosts": [], "Cookie": { "Name": "x" }, "Identity": { "Authority": "http://id.example.com", "ClientId": "", "ClientSecret": SECRET2, "Scopes": [ "a" ] } },
              "two": "canary3"
            },
            "Sessions": { "IdleTimeout": "x" },
            "Operations": { "Url": "http://0.0.0.0:1", "ApiKey": SECRET4, "Nonsense": "canary5" },
            "Bearer": { "corp": { "Introspection": { "ClientId": "c", "ClientSecret": SECRET6 } } },
            "Keys": { "Secret": SECRET7, "Secrets": "canary8" }
          },
          "ReverseProxy": { "Routes": { "a": { "Gateway": { "Token": "x" } } } }
        }
        """;

    [Theory]
    [InlineData("\"canary\"")]
    [InlineData("[ \"canary\" ]")]
    [InlineData("{ \"canary\": \"canary\" }")]
    public async Task No_error_repeats_the_value_of_a_secret(string value)
    {
        var text = Template;
        foreach (var place in (string[])["SECRET2", "SECRET4", "SECRET6", "SECRET7"]) text = text.Replace(place, value, StringComparison.Ordinal);

        var first = ConfigurationError.List(await SettingsText.CheckAsync(text));
        // With the shape mended the rules between settings speak, too.
        var second = ConfigurationError.List(await SettingsText.CheckAsync(text
            .Replace("\"two\": \"canary3\"", "\"two\": { \"Hosts\": [ \"h\" ], \"Identity\": { \"Authority\": \"https://i\", \"ClientId\": \"c\", \"ClientSecret\": \"canary\" } }", StringComparison.Ordinal)
            .Replace("\"Hosts\": []", "\"Hosts\": [ \"h\" ]", StringComparison.Ordinal).Replace("\"ClientId\": \"\"", "\"ClientId\": \"c\"", StringComparison.Ordinal)
            .Replace("\"IdleTimeout\": \"x\"", "", StringComparison.Ordinal).Replace(", \"Nonsense\": \"canary5\"", "", StringComparison.Ordinal)
            .Replace(", \"Secrets\": \"canary8\"", "", StringComparison.Ordinal).Replace("\"Token\": \"x\"", "", StringComparison.Ordinal)
            .Replace("\"Introspection\"", "\"Authority\": \"https://i\", \"Audiences\": [ \"a\" ], \"Introspection\"", StringComparison.Ordinal)));

        Assert.Contains("Gateway:Sessions:IdleTimeout", first, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", first.Replace(":canary", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", second.Replace(":canary", "", StringComparison.Ordinal), StringComparison.Ordinal);
        if (value == "\"canary\"") Assert.Contains("Gateway:Keys:Secret: is too short", second, StringComparison.Ordinal);
    }
}
