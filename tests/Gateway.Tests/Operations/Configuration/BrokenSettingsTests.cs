using Gateway.Operations.Configuration;
using Xunit;

namespace Gateway.Tests.Operations.Configuration;

/// <summary>What an operator gets wrong, and that he is told where and how to mend it.</summary>
public sealed class BrokenSettingsTests
{
    [Fact]
    public async Task A_good_file_has_no_errors() => Assert.Empty(await SettingsText.CheckAsync(SettingsText.Good));

    [Theory]
    // Unknown keys
    [InlineData("\"Keys\":", "\"Sesions\": {}, \"Keys\":", "Gateway:Sesions", "Sessions")]
    [InlineData("\"Keys\":", "\"Sessions\": { \"IdleTimeOut2\": \"01:00:00\" }, \"Keys\":", "Gateway:Sessions:IdleTimeOut2", "IdleTimeout")]
    [InlineData("\"Match\"", "\"Gateway\": { \"SingIn\": \"None\" }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:SingIn", "SignIn")]
    [InlineData("\"Destinations\"", "\"Gateway\": { \"Resiliance\": {} }, \"Destinations\"", "ReverseProxy:Clusters:orders:Gateway:Resiliance", "Resilience")]
    // Values of the wrong kind
    [InlineData("\"Keys\":", "\"Sessions\": { \"IdleTimeout\": \"one hour\" }, \"Keys\":", "Gateway:Sessions:IdleTimeout", "00:00:30")]
    [InlineData("\"Keys\":", "\"Sessions\": { \"IdleTimeout\": 30 }, \"Keys\":", "Gateway:Sessions:IdleTimeout", "00:00:30")]
    [InlineData("\"Keys\":", "\"Sessions\": { \"Remembered\": \"many\" }, \"Keys\":", "Gateway:Sessions:Remembered", "number")]
    [InlineData("\"Match\"", "\"Gateway\": { \"SignIn\": \"Maybe\" }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:SignIn", "Session, Bearer, Any, None")]
    [InlineData("\"Match\"", "\"Gateway\": { \"SignIn\": \"1\" }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:SignIn", "Session, Bearer, Any, None")]
    [InlineData("\"Match\"", "\"Gateway\": { \"CsrfHeader\": \"sometimes\" }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:CsrfHeader", "true or false")]
    [InlineData("[ \"shop.example.com\" ]", "\"shop.example.com\"", "Gateway:Frontends:shop:Hosts", "list")]
    [InlineData("\"Keys\":", "\"Sessions\": \"long\", \"Keys\":", "Gateway:Sessions", "object")]
    // Values out of bounds
    [InlineData("\"Keys\":", "\"Sessions\": { \"IdleTimeout\": \"00:00:10\" }, \"Keys\":", "Gateway:Sessions:IdleTimeout", "00:01:00")]
    [InlineData("\"Keys\":", "\"Sessions\": { \"Remembered\": 5 }, \"Keys\":", "Gateway:Sessions:Remembered", "100 to")]
    [InlineData("\"Keys\":", "\"Operations\": { \"DrainDelay\": \"01:00:00\" }, \"Keys\":", "Gateway:Operations:DrainDelay", "00:05:00")]
    [InlineData("\"Destinations\"", "\"Gateway\": { \"Resilience\": { \"Retries\": 50 } }, \"Destinations\"", "ReverseProxy:Clusters:orders:Gateway:Resilience:Retries", "0 to 5")]
    [InlineData("\"Keys\":", "\"Signals\": { \"Slo\": { \"Availability\": 100 } }, \"Keys\":", "Gateway:Signals:Slo:Availability", "90 to 99.999")]
    [InlineData("\"Match\"", "\"Gateway\": { \"Slo\": { \"Availability\": 80 } }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:Slo:Availability", "90 to 99.999")]
    [InlineData("\"Match\"", "\"Gateway\": { \"Slo\": { \"Latency\": \"00:02:00\" } }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:Slo:Latency", "00:01:00")]
    [InlineData("\"Match\"", "\"Gateway\": { \"Slo\": { \"AlertFrom\": 0 } }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:Slo:AlertFrom", "1 to 10000")]
    // Missing
    [InlineData("\"ClientId\": \"shop\", ", "", "Gateway:Frontends:shop:Identity:ClientId", "set it")]
    [InlineData("\"Hosts\": [ \"shop.example.com\" ],", "", "Gateway:Frontends:shop:Hosts", "set it")]
    [InlineData("\"Keys\": { \"Secret\": \"canary-key-secret-0123456789abcdef\" }", "\"Keys\": {}", "Gateway:Keys:Secret", "openssl")]
    // Contradictions and dangers
    [InlineData("\"Keys\":", "\"Sessions\": { \"IdleTimeout\": \"13:00:00\" }, \"Keys\":", "Gateway:Sessions:IdleTimeout", "AbsoluteLifetime")]
    [InlineData("https://id.example.com", "http://id.example.com", "Gateway:Frontends:shop:Identity:Authority", "https")]
    [InlineData("https://id.example.com", "id.example.com", "Gateway:Frontends:shop:Identity:Authority", "https")]
    [InlineData("\"shop.example.com\"", "\"https://shop.example.com\"", "Gateway:Frontends:shop:Hosts", "names only")]
    [InlineData("\"shop.example.com\"", "\"shop.example.com:443\"", "Gateway:Frontends:shop:Hosts", "names only")]
    [InlineData("\"Identity\":", "\"Cookie\": { \"Name\": \"session\" }, \"Identity\":", "Gateway:Frontends:shop:Cookie:Name", "__Host-")]
    [InlineData("\"ClientId\": \"shop\"", "\"ClientId\": \"shop\", \"Scopes\": [ \"profile\" ]", "Gateway:Frontends:shop:Identity:Scopes", "openid")]
    [InlineData("\"Keys\":", "\"Operations\": { \"Url\": \"http://0.0.0.0:8081\" }, \"Keys\":", "Gateway:Operations:ApiKey", "loopback")]
    [InlineData("\"Keys\":", "\"Operations\": { \"Url\": \"http://+:8081\" }, \"Keys\":", "Gateway:Operations:ApiKey", "loopback")]
    [InlineData("\"Keys\":", "\"Operations\": { \"Url\": \"http://loopback:8081\" }, \"Keys\":", "Gateway:Operations:ApiKey", "localhost")]
    [InlineData("\"Keys\":", "\"Operations\": { \"Url\": \"http://gateway:8081\" }, \"Keys\":", "Gateway:Operations:ApiKey", "localhost")]
    [InlineData("\"Keys\":", "\"Operations\": { \"Url\": \"http://127.0.0.1@all:8081\" }, \"Keys\":", "Gateway:Operations:Url", "127.0.0.1")]
    [InlineData("\"Keys\":", "\"TrustedProxies\": [ \"the balancer\" ], \"Keys\":", "Gateway:TrustedProxies", "10.0.0.0/8")]
    [InlineData("\"Secret\": \"canary-key-secret-0123456789abcdef\"", "\"Secret\": \"canary\"", "Gateway:Keys:Secret", "32")]
    [InlineData("\"ClusterId\": \"orders\"", "\"ClusterId\": \"nowhere\"", "ReverseProxy:Routes:orders:ClusterId", "Clusters")]
    [InlineData("\"ClusterId\": \"orders\", ", "", "ReverseProxy:Routes:orders:ClusterId", "Clusters")]
    [InlineData("\"Routes\": { \"orders\":", "\"Routes\": { \"synthetic\":", "ReverseProxy:Routes:synthetic", "another name")]
    [InlineData("\"Routes\": { \"orders\":", "\"Routes\": { \"unmatched\":", "ReverseProxy:Routes:unmatched", "another name")]
    [InlineData("\"Routes\": { \"orders\":", "\"Routes\": { \"bff/login\":", "ReverseProxy:Routes:bff/login", "another name")]
    [InlineData("/api/orders/{**rest}", "/bff/{**rest}", "ReverseProxy:Routes:orders:Match:Path", "/bff")]
    [InlineData("/api/orders/{**rest}", "/api/{rest", "ReverseProxy:Routes:orders", "YARP")]
    [InlineData("\"Match\"", "\"AuthorizationPolicy\": \"orders.write\", \"Match\"", "ReverseProxy:Routes:orders:AuthorizationPolicy", "Gateway:Policies")]
    [InlineData("\"Match\"", "\"AuthorizationPolicy\": \"default\", \"Gateway\": { \"SignIn\": \"None\" }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:SignIn", "anonymous")]
    [InlineData("\"Match\"", "\"AuthorizationPolicy\": \"anonymous\", \"Gateway\": { \"Token\": \"User\" }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:Token", "SignIn")]
    [InlineData("\"Match\"", "\"Gateway\": { \"Token\": \"None\", \"TokenFor\": { \"Audience\": \"orders\" } }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:TokenFor", "set Token to User")]
    [InlineData("\"Match\"", "\"Gateway\": { \"SignIn\": \"Any\", \"TokenFor\": { \"Audience\": \"orders\", \"By\": \"Refresh\" } }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:TokenFor:By", "use Exchange")]
    [InlineData("\"Match\"", "\"Gateway\": { \"TokenFor\": { \"By\": \"Exchange\" } }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:TokenFor", "Audience")]
    [InlineData("\"Match\"", "\"Gateway\": { \"TokenFor\": { \"Resource\": \"orders\" } }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:TokenFor:Resource", "RFC 8707")]
    [InlineData("\"Match\"", "\"Gateway\": { \"TokenFor\": { \"Resource\": \"/orders\" } }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:TokenFor:Resource", "RFC 8707")]
    [InlineData("\"Match\"", "\"Gateway\": { \"TokenFor\": { \"Resource\": \"https://orders.example.com/#a\" } }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:TokenFor:Resource", "fragment")]
    [InlineData("\"Match\"", "\"Gateway\": { \"TokenFor\": { \"Scopes\": [ \"orders.read orders.write\" ] } }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:TokenFor:Scopes", "one scope an entry")]
    [InlineData("\"Match\"", "\"Gateway\": { \"SignIn\": \"Bearer\" }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:SignIn", "Gateway:Bearer")]
    [InlineData("\"Match\"", "\"Gateway\": { \"SignIn\": \"Any\" }, \"Match\"", "ReverseProxy:Routes:orders:Gateway:SignIn", "Gateway:Bearer")]
    [InlineData("\"Keys\":", "\"Bearer\": { \"corp\": { \"Authority\": \"http://id.example.com\", \"Audiences\": [ \"a\" ] } }, \"Keys\":", "Gateway:Bearer:corp:Authority", "https")]
    [InlineData("\"Keys\":", "\"Bearer\": { \"corp\": { \"Authority\": \"https://i\", \"Audiences\": [ \"a\" ], \"Algorithms\": [ \"HS256\" ] } }, \"Keys\":", "Gateway:Bearer:corp:Algorithms", "asymmetric")]
    [InlineData("\"Keys\":", "\"Bearer\": { \"corp\": { \"Authority\": \"https://i\", \"Audiences\": [ \"a\" ], \"Algorithms\": [ \"RS1\" ] } }, \"Keys\":", "Gateway:Bearer:corp:Algorithms", "RS256")]
    [InlineData("\"Keys\":", "\"Bearer\": { \"a\": { \"Authority\": \"https://a\", \"Audiences\": [ \"a\" ], \"Introspection\": { \"ClientId\": \"x\", \"ClientSecret\": \"y\" } }, \"b\": { \"Authority\": \"https://b\", \"Audiences\": [ \"b\" ], \"Introspection\": { \"ClientId\": \"x\", \"ClientSecret\": \"y\" } } }, \"Keys\":", "Gateway:Bearer:b:Introspection", "one provider only")]
    [InlineData("\"Keys\":", "\"Bearer\": { \"corp\": { \"Authority\": \"https://id.example.com/\", \"Audiences\": [ \"orders\", \"shop\" ] } }, \"Keys\":", "Gateway:Bearer:corp:Audiences", "audience of its own")]
    [InlineData("http://orders:8080", "orders:8080", "ReverseProxy:Clusters:orders:Destinations:a:Address", "http://orders:8080")]
    [InlineData("{ \"a\": { \"Address\": \"http://orders:8080\" } }", "{}", "ReverseProxy:Clusters:orders:Destinations", "at least one")]
    [InlineData("localhost:6379", "localhost:6379,nonsense=1", "ConnectionStrings:Redis", "syntax")]
    public async Task Each_mistake_is_named_with_its_key_and_its_fix(string good, string broken, string key, string fix)
    {
        Assert.Contains(good, SettingsText.Good, StringComparison.Ordinal);
        var errors = await SettingsText.CheckAsync(SettingsText.Good.Replace(good, broken, StringComparison.Ordinal));

        var error = Assert.Single(errors, error => error.Key == key);
        Assert.Contains(fix, error.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(error.Fix);
        Assert.DoesNotContain("canary", ConfigurationError.List(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Token\": \"Client\"")]
    [InlineData("\"Token\": \"Client\", \"TokenFor\": { \"Resource\": \"urn:example:orders\", \"Scopes\": [ \"orders.read\" ] }")]
    [InlineData("\"TokenFor\": { \"Resource\": \"https://orders.example.com\", \"Audience\": \"orders\", \"Scopes\": [ \"orders.read\" ], \"By\": \"Exchange\" }")]
    public async Task Tokens_for_upstreams_can_be_asked_for(string block) =>
        Assert.Empty(await SettingsText.CheckAsync(SettingsText.Good.Replace("\"Match\"", $"\"Gateway\": {{ {block} }}, \"Match\"", StringComparison.Ordinal)));

    // Two sets of credentials at one provider; a client's name at another provider.
    [Theory]
    [InlineData("https://a", "https://a/", "a")]
    [InlineData("https://a", "https://a", "shop")]
    public async Task Issuers_that_confuse_nobody_are_accepted(string first, string second, string audience)
    {
        const string Introspection = "\"Introspection\": { \"ClientId\": \"x\", \"ClientSecret\": \"y\" }";
        var bearer = $$"""
            "Bearer": { "a": { "Authority": "{{first}}", "Audiences": [ "{{audience}}" ], {{Introspection}} }, "b": { "Authority": "{{second}}", "Audiences": [ "b" ], {{Introspection}} } }, "Keys":
            """;
        Assert.Empty(await SettingsText.CheckAsync(SettingsText.Good.Replace("\"Keys\":", bearer, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task All_errors_are_listed_at_once()
    {
        var broken = SettingsText.Good
            .Replace("\"Keys\":", "\"Sesions\": {}, \"Sessions\": { \"IdleTimeout\": \"x\" }, \"Keys\":", StringComparison.Ordinal)
            .Replace("\"Match\"", "\"AuthorizationPolicy\": \"nope\", \"Gateway\": { \"SignIn\": \"Maybe\" }, \"Match\"", StringComparison.Ordinal);
        Assert.Equal(4, (await SettingsText.CheckAsync(broken)).Count);
    }

    [Fact]
    public async Task Too_many_different_thresholds_are_too_many_buckets()
    {
        string Settings(int thresholds) => SettingsText.Good.Replace(
            "\"Routes\": {",
            "\"Routes\": {" + string.Concat(Enumerable.Range(1, thresholds).Select(i =>
                $" \"r{i:00}\": {{ \"ClusterId\": \"orders\", \"Match\": {{ \"Path\": \"/r{i}\" }}, \"Gateway\": {{ \"Slo\": {{ \"Latency\": \"00:00:{i:00}\" }} }} }},")),
            StringComparison.Ordinal);
        Assert.Empty(await SettingsText.CheckAsync(Settings(15)));
        var error = Assert.Single(await SettingsText.CheckAsync(Settings(16)));
        Assert.Equal("ReverseProxy:Routes:r16:Gateway:Slo:Latency", error.Key);
        Assert.Contains("17 different", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frontends_that_share_a_host_are_both_named()
    {
        var second = "\"Frontends\": { \"second\": { \"Hosts\": [ \"SHOP.example.com\" ], \"Identity\": { \"Authority\": \"https://i\", \"ClientId\": \"a\", \"ClientSecret\": \"b\" } },";
        var error = Assert.Single(await SettingsText.CheckAsync(SettingsText.Good.Replace("\"Frontends\": {", second, StringComparison.Ordinal)));
        Assert.Contains("shop", error.Problem, StringComparison.Ordinal);
        Assert.Contains("second", error.Problem, StringComparison.Ordinal);
    }

    // kept by the only frontend, needed by the policy, bearer issuers, error
    [Theory]
    [InlineData("\"name\"", "\"Roles\": [ \"buyer\" ]", "", "Gateway:Policies:p:Roles")]
    [InlineData("\"name\"", "\"Claims\": { \"tenant\": [] }", "", "Gateway:Policies:p:Claims")]
    [InlineData("\"name\"", "\"Claims\": { \"sub\": [ \"alice\" ], \"name\": [] }", "", null)]
    [InlineData("\"role\"", "\"Roles\": [ \"buyer\" ]", "", null)]
    [InlineData("", "\"Roles\": [ \"buyer\" ]", "", null)]
    [InlineData("\"name\"", "\"Scopes\": [ \"orders\" ]", "", null)]
    [InlineData("\"name\"", "\"Roles\": [ \"buyer\" ]", "\"Bearer\": { \"corp\": { \"Authority\": \"https://id.example.com\", \"Audiences\": [ \"a\" ] } },", null)]
    public async Task A_policy_whose_claim_no_session_keeps_can_never_pass(string kept, string needed, string bearer, string? key)
    {
        var settings = SettingsText.Good
            .Replace("\"ClientId\": \"shop\"", $"\"ClientId\": \"shop\", \"Claims\": [ {kept} ]", StringComparison.Ordinal)
            .Replace("\"Keys\":", $"{bearer} \"Policies\": {{ \"p\": {{ {needed} }} }}, \"Keys\":", StringComparison.Ordinal);
        Assert.Equal(key, (await SettingsText.CheckAsync(settings)).SingleOrDefault()?.Key);
    }

    [Fact]
    public async Task An_address_of_this_machine_alone_needs_no_key()
    {
        foreach (var url in (string[])["http://localhost:8081", "http://LOCALHOST:8081/", "http://127.0.0.2:8081", "http://[::1]:8081"])
        {
            Assert.Empty(await SettingsText.CheckAsync(SettingsText.Good.Replace("\"Keys\":", $"\"Operations\": {{ \"Url\": \"{url}\" }}, \"Keys\":", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("Session")]
    [InlineData("Bearer")]
    [InlineData("Any")]
    [InlineData("None")]
    public async Task A_route_needs_a_frontend_whoever_its_callers_are(string signIn)
    {
        var errors = await SettingsText.CheckAsync($$"""
            { "Gateway": { "Keys": { "Secret": "0123456789abcdef0123456789abcdef" },
                           "Bearer": { "corp": { "Authority": "https://id.example.com", "Audiences": [ "a" ] } } },
              "ReverseProxy": { "Routes": { "a": { "ClusterId": "c", "Match": { "Path": "/" }, "Gateway": { "SignIn": "{{signIn}}" } } },
                                "Clusters": { "c": { "Destinations": { "d": { "Address": "http://d" } } } } } }
            """);
        var error = Assert.Single(errors);
        Assert.Equal("Gateway:Frontends", error.Key);
        Assert.Contains("421", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Development_no_key_secret_is_asked_for() =>
        Assert.Empty(await SettingsText.CheckAsync(SettingsText.Good.Replace("\"Secret\": \"canary-key-secret-0123456789abcdef\"", "", StringComparison.Ordinal), "Development"));
}
