using Gateway.Operations.Configuration;
using Xunit;

namespace Gateway.Tests.Operations.Configuration;

/// <summary>Values that once stopped the check itself, or slipped through it, and what the operator reads instead.</summary>
public sealed class UnbindableSettingsTests
{
    [Theory]
    [InlineData("\"Sessions\": { \"IdleTimeout\": \"\" }", "Gateway:Sessions:IdleTimeout")]
    [InlineData("\"Sessions\": { \"IdleTimeout\": null }", "Gateway:Sessions:IdleTimeout")]
    [InlineData("\"Sessions\": { \"Remembered\": \"\" }", "Gateway:Sessions:Remembered")]
    [InlineData("\"Sessions\": { \"Remembered\": null }", "Gateway:Sessions:Remembered")]
    [InlineData("\"Signals\": { \"Slo\": { \"Availability\": \"\" } }", "Gateway:Signals:Slo:Availability")]
    [InlineData("\"Operations\": { \"DrainDelay\": null }", "Gateway:Operations:DrainDelay")]
    [InlineData("\"AuthenticationCache\": { \"Capacity\": [ 1 ] }", "Gateway:AuthenticationCache:Capacity")]
    [InlineData("\"Operations\": { \"ApiKey\": {\"a\": \"b\"} }", "Gateway:Operations:ApiKey")]
    [InlineData("\"Sessions\": { \"IdleTimeout\": \"00:99:00\" }", "Gateway:Sessions:IdleTimeout")]
    [InlineData("\"Sessions\": { \"IdleTimeout\": \"-00:30:00\" }", "Gateway:Sessions:IdleTimeout")]
    [InlineData("\"Signals\": { \"Slo\": { \"Availability\": \"NaN\" } }", "Gateway:Signals:Slo:Availability")]
    [InlineData("\"Sessions\": { \"Remembered\": 1e300 }", "Gateway:Sessions:Remembered")]
    [InlineData("\"Operations\": { \"Url\": \"\" }", "Gateway:Operations:Url")]
    [InlineData("\"Operations\": { \"Url\": \"https://127.0.0.1:8081\" }", "Gateway:Operations:Url")]
    [InlineData("\"Operations\": { \"Url\": \"http://127.0.0.1:8081;http://0.0.0.0:8082\" }", "Gateway:Operations:Url")]
    [InlineData("\"Operations\": { \"Url\": \"http://127.0.0.1:8081/;http://0.0.0.0:9000\" }", "Gateway:Operations:Url")]
    [InlineData("\"Operations\": { \"Url\": \"http://127.0.0.1:8081/ops\" }", "Gateway:Operations:Url")]
    [InlineData("\"Operations\": { \"Url\": \"http://127.0.0.1:8081?a\" }", "Gateway:Operations:Url")]
    [InlineData("\"Policies\": { \"p\": { \"Scopes\": \"read\" } }", "Gateway:Policies:p:Scopes")]
    [InlineData("\"Policies\": \"p\"", "Gateway:Policies")]
    [InlineData("\"Frontends\": [ \"shop\" ]", "Gateway:Frontends:0")]
    [InlineData("\"Bearer\": { \"corp\": { \"Authority\": \"https://i\", \"Audiences\": [ \"a\" ], \"Algorithms\": [ \"HS256\" ] } }", "Gateway:Bearer:corp:Algorithms")]
    [InlineData("\"Bearer\": { \"corp\": { \"Authority\": \"https://i\", \"Audiences\": [] } }", "Gateway:Bearer:corp:Audiences")]
    [InlineData("\"TrustedProxies\": [ \"\" ]", "Gateway:TrustedProxies")]
    public async Task A_value_that_cannot_be_used_is_an_error_and_no_crash(string setting, string key)
    {
        var broken = SettingsText.Good.Replace("\"Keys\":", $"{setting}, \"Keys\":", StringComparison.Ordinal);
        var error = Assert.Single(await SettingsText.CheckAsync(broken), error => error.Key == key);
        Assert.NotEmpty(error.Fix);
    }

    [Theory]
    [InlineData("\"SignIn\": \"Session, Bearer\"", "SignIn")]
    [InlineData("\"SignIn\": \"\"", null)]
    [InlineData("\"SignIn\": null", null)]
    [InlineData("\"Token\": \"User,None\"", "Token")]
    [InlineData("\"OnStoreOutage\": null", "OnStoreOutage")]
    [InlineData("\"OnStoreOutage\": \"\"", "OnStoreOutage")]
    [InlineData("\"CsrfHeader\": \"\"", "CsrfHeader")]
    [InlineData("\"CsrfHeader\": null", "CsrfHeader")]
    [InlineData("\"Slo\": null", null)]
    public async Task A_routes_value_is_one_word_of_its_list(string setting, string? key)
    {
        var errors = await SettingsText.CheckAsync(SettingsText.Good.Replace("\"Match\"", $"\"Gateway\": {{ {setting} }}, \"Match\"", StringComparison.Ordinal));
        if (key is null) Assert.Empty(errors);
        else Assert.Single(errors, error => error.Key == $"ReverseProxy:Routes:orders:Gateway:{key}");
    }

    [Theory]
    [InlineData("\"Sessions\": null")]
    [InlineData("\"Sessions\": {}")]
    [InlineData("\"Signals\": { \"Slo\": null }")]
    [InlineData("\"TrustedProxies\": null")]
    [InlineData("\"TrustedProxies\": []")]
    [InlineData("\"Policies\": {}")]
    [InlineData("\"Bearer\": null")]
    [InlineData("\"Operations\": { \"ApiKey\": null }")]
    public async Task An_empty_section_means_the_defaults(string section) =>
        Assert.Empty(await SettingsText.CheckAsync(SettingsText.Good.Replace("\"Keys\":", $"{section}, \"Keys\":", StringComparison.Ordinal)));

    [Fact]
    public async Task A_frontend_without_its_identity_is_told_all_that_it_lacks()
    {
        var errors = await SettingsText.CheckAsync("""
            { "Gateway": { "Frontends": { "shop": { "Hosts": [ "shop.example.com" ] } }, "Keys": { "Secret": "0123456789abcdef0123456789abcdef" } } }
            """);
        Assert.Equal(
            ["Gateway:Frontends:shop:Identity:Authority", "Gateway:Frontends:shop:Identity:ClientId", "Gateway:Frontends:shop:Identity:ClientSecret"],
            errors.Select(error => error.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("\"Match\": { \"Path\": \"/api/orders/{**rest}\" }", "\"Match\": { \"Path\": \"/api\" }, \"Order\": \"first\"", "ReverseProxy:Routes:orders:Order")]
    [InlineData("\"Destinations\":", "\"HttpRequest\": { \"ActivityTimeout\": \"soon\" }, \"Destinations\":", "ReverseProxy:Clusters:orders:HttpRequest:ActivityTimeout")]
    [InlineData("\"Destinations\":", "\"HttpClient\": { \"MaxConnectionsPerServer\": \"lots\" }, \"Destinations\":", "ReverseProxy:Clusters:orders:HttpClient:MaxConnectionsPerServer")]
    [InlineData("\"Destinations\":", "\"HealthCheck\": { \"Active\": { \"Enabled\": \"maybe\" } }, \"Destinations\":", "ReverseProxy:Clusters:orders:HealthCheck:Active:Enabled")]
    public async Task A_value_YARP_cannot_read_is_named_by_its_key(string good, string broken, string key)
    {
        Assert.Contains(good, SettingsText.Good, StringComparison.Ordinal);
        var error = Assert.Single(await SettingsText.CheckAsync(SettingsText.Good.Replace(good, broken, StringComparison.Ordinal)));
        Assert.Equal(key, error.Key);
    }

    [Fact]
    public async Task All_values_YARP_cannot_read_are_named_at_once()
    {
        var broken = SettingsText.Good
            .Replace("\"Match\":", "\"Order\": \"first\", \"MaxRequestBodySize\": \"big\", \"Match\":", StringComparison.Ordinal)
            .Replace("\"Destinations\":", "\"HttpRequest\": { \"Version\": \"two\" }, \"Destinations\":", StringComparison.Ordinal);
        Assert.Equal(
            ["ReverseProxy:Clusters:orders:HttpRequest:Version", "ReverseProxy:Routes:orders:MaxRequestBodySize", "ReverseProxy:Routes:orders:Order"],
            (await SettingsText.CheckAsync(broken)).Select(error => error.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/bff")]
    [InlineData("/bff/")]
    [InlineData("bff/{**rest}")]
    [InlineData("/BFF/login")]
    [InlineData("/bff/{x}")]
    public async Task A_route_cannot_take_the_gateways_own_addresses(string path)
    {
        var errors = await SettingsText.CheckAsync(SettingsText.Good.Replace("/api/orders/{**rest}", path, StringComparison.Ordinal));
        Assert.Equal("ReverseProxy:Routes:orders:Match:Path", Assert.Single(errors).Key);
    }

    [Theory]
    [InlineData("/bffs/{**rest}")]
    [InlineData("/{**rest}")]
    [InlineData("/a/bff")]
    public async Task Other_addresses_are_the_operators(string path) =>
        Assert.Empty(await SettingsText.CheckAsync(SettingsText.Good.Replace("/api/orders/{**rest}", path, StringComparison.Ordinal)));

    [Fact]
    public async Task A_policy_that_is_not_configured_is_named_at_the_route_that_wants_it()
    {
        var errors = await SettingsText.CheckAsync(SettingsText.Good.Replace("\"Match\"", "\"AuthorizationPolicy\": \"orders.wirte\", \"Match\"", StringComparison.Ordinal));
        var error = Assert.Single(errors);
        Assert.Equal("ReverseProxy:Routes:orders:AuthorizationPolicy", error.Key);
        Assert.Contains("Gateway:Policies", error.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:99999999")]
    [InlineData("localhost:6379,password=canary,asyncTimeout=soon")]
    [InlineData("localhost:6379,password=canary,passwrd=canary")]
    [InlineData("localhost:6379,password=canary,ssl=perhaps")]
    [InlineData("password=canary")]
    [InlineData("")]
    [InlineData(",")]
    public async Task A_connection_string_that_leads_nowhere_is_refused_without_its_password(string connection)
    {
        var errors = await SettingsText.CheckAsync(SettingsText.Good.Replace("localhost:6379", connection, StringComparison.Ordinal));
        var error = Assert.Single(errors);
        Assert.Equal("ConnectionStrings:Redis", error.Key);
        Assert.DoesNotContain("canary", ConfigurationError.List(errors), StringComparison.Ordinal);
    }
}
