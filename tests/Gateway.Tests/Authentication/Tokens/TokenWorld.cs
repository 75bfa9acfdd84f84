using Gateway.Authentication;
using Gateway.Authentication.Bearer;
using Gateway.Authentication.Tokens;
using Gateway.Frontends;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Xunit;

namespace Gateway.Tests.Authentication.Tokens;

/// <summary>One frontend, its provider's token endpoint in the test's hands, and a clock that stands still.</summary>
internal sealed class TokenWorld : IDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly HttpClient _backchannel;
    private readonly FrontendDirectory _directory;

    public TokenWorld()
    {
        _backchannel = new HttpClient(Provider);
        _directory = new FrontendDirectory(Frontends);
        var client = new OpenIdConnectOptions
        {
            ClientId = "shop",
            ClientSecret = "shop-secret",
            Backchannel = _backchannel,
            ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(
                new OpenIdConnectConfiguration { TokenEndpoint = "https://id.example.com/token" }),
        };
        var requests = new TokenRequests(new SettableOptions<OpenIdConnectOptions>(client), new SettableOptions<TokenOptions>(Options), Time, NullLogger<TokenRequests>.Instance);
        var cache = new SettableOptions<AuthenticationCacheOptions>(Cache);
        Own = new ClientTokens(requests, _directory, cache, Time);
        Exchanged = new ExchangedTokens(requests, _directory, cache, Time);
    }

    public FakeTimeProvider Time { get; } = new(Noon);

    public ScriptedProvider Provider { get; } = new();

    public TokenOptions Options { get; } = new();

    public AuthenticationCacheOptions Cache { get; } = new();

    public SettableOptions<Dictionary<string, FrontendOptions>> Frontends { get; } = new(new Dictionary<string, FrontendOptions>());

    public Frontend Shop { get; } = new("shop", new FrontendOptions());

    public TokenTarget Orders { get; } = new("https://orders.example.com", "orders", "orders.read orders.write");

    public ClientTokens Own { get; }

    public ExchangedTokens Exchanged { get; }

    public ValueTask<TokenAnswer> OwnAsync(TokenTarget? target = null) => Own.GetAsync(Shop, target ?? Orders);

    public ValueTask<TokenAnswer> ExchangeAsync(string subject = "alices", DateTimeOffset? expiresAt = null) => Exchanged.GetAsync(Shop, Orders, subject, expiresAt);

    public static async Task<string> TokenAsync(ValueTask<TokenAnswer> asked) => Assert.IsType<TokenAnswer.Granted>(await asked).Authorization.Token;

    /// <summary>Asks in a loop until the background has brought this token.</summary>
    public static Task BringsAsync(string token, Func<ValueTask<TokenAnswer>> ask) =>
        Eventually.HoldsAsync(async () => await TokenAsync(ask()) == token, $"{token} is used");

    public void Dispose()
    {
        Own.Dispose();
        Exchanged.Dispose();
        _directory.Dispose();
        _backchannel.Dispose();
        Provider.Dispose();
    }
}
