using Xunit;

namespace Gateway.Tests.Operations.Configuration;

/// <summary>The sample every part of the project agrees on, comments and all, with its ellipses filled in.</summary>
public sealed class DesignSampleTests
{
    private const string Sample = """
        {
          "ConnectionStrings": { "Redis": "localhost:6379" },      // cluster, sentinel (serviceName=), TLS, ACL user
          "Gateway": {
            "Frontends": {
              "shop": {
                "Hosts": [ "shop.example.com" ],
                "Identity": {
                  "Authority": "https://id.example.com", "ClientId": "shop", "ClientSecret": "x",
                  "Scopes": [ "openid", "profile", "offline_access" ], "PushedAuthorization": "Auto"
                },
                "Cookie": { "Name": "__Host-shop", "SameSite": "Strict" }
              }
            },
            "Sessions": {
              "IdleTimeout": "01:00:00", "AbsoluteLifetime": "12:00:00", "RememberFor": "00:00:30", "OutageGrace": "00:30:00",
              "Remembered": 100000, "StoreTimeout": "00:00:00.250", "WriteReplicas": 0
            },
            "Tokens": { "RefreshBefore": "00:01:00", "RefreshTimeout": "00:00:05" },
            "Bearer": { "corp": { "Authority": "https://id.example.com", "Audiences": [ "orders" ], "Algorithms": [ "RS256", "PS256", "ES256" ],
                                  "Introspection": { "ClientId": "x", "ClientSecret": "y" } } },
            "AuthenticationCache": { "MaxAge": "00:05:00", "OpaqueMaxAge": "00:01:00", "RejectedMaxAge": "00:00:10", "Capacity": 100000 },
            "Policies": { "orders.write": { "Scopes": [ "orders.write" ], "Roles": [], "Claims": {} } },
            "Signals": { "Slo": { "Availability": 99.9, "Latency": "00:00:00.300", "LatencyObjective": 99.0 } },
            "Operations": { "Url": "http://127.0.0.1:8081", "ApiKey": null, "DrainDelay": "00:00:05", "DrainTimeout": "00:00:30" },
            "TrustedProxies": [ "127.0.0.0/8", "::1" ],
            "Keys": { "Secret": null },
          },
          "ReverseProxy": {
            "Routes": { "orders": {
              "ClusterId": "orders", "Match": { "Path": "/api/orders/{**rest}" },
              "AuthorizationPolicy": "orders.write",
              "Gateway": { "SignIn": "Session", "Token": "User", "OnStoreOutage": "Remember", "CsrfHeader": true, "MaxConcurrency": 0,
                           "Slo": { "Latency": "00:00:00.200" } }
            } },
            "Clusters": { "orders": {
              "Destinations": { "a": { "Address": "http://orders:8080" } },
              "Gateway": { "Resilience": { "AttemptTimeout": "00:00:10", "Retries": 2, "RetryBudget": 0.2,
                                           "Breaker": { "FailureRatio": 0.5, "MinimumThroughput": 20, "BreakFor": "00:00:05" } } }
            } }
          }
        }
        """;

    [Fact]
    public async Task The_sample_of_the_design_is_accepted() => Assert.Empty(await SettingsText.CheckAsync(Sample, "Development"));

    [Fact]
    public async Task Outside_Development_it_lacks_the_key_secret_and_nothing_else() =>
        Assert.Equal("Gateway:Keys:Secret", Assert.Single(await SettingsText.CheckAsync(Sample)).Key);
}
