using System.CommandLine;
using Gateway.Local.Identity;

namespace Gateway.Local.Commands;

/// <summary>The options of the provider, the same wherever it is started.</summary>
internal sealed class IdentityChoices
{
    private readonly Option<TimeSpan> _accessTokenLifetime = Time("--access-token-lifetime", "How long an access token is valid.", TimeSpan.FromMinutes(5));
    private readonly Option<TimeSpan> _refreshTokenLifetime = Time("--refresh-token-lifetime", "How long a refresh token is valid, anew at each rotation.", TimeSpan.FromDays(14));
    private readonly Option<TimeSpan> _reuseLeeway = Time("--refresh-token-reuse-leeway", "How long a redeemed refresh token may be redeemed again. 0s: reuse revokes the grant.", TimeSpan.Zero);
    private readonly Option<bool> _acceptAnyUser = new("--accept-any-user") { Description = "Let in any user whose password is the name, for load tests." };

    public void AddTo(Command command)
    {
        command.Add(_accessTokenLifetime);
        command.Add(_refreshTokenLifetime);
        command.Add(_reuseLeeway);
        command.Add(_acceptAnyUser);
    }

    public IdentityProviderOptions Apply(ParseResult parsed, IdentityProviderOptions options) => options with
    {
        AccessTokenLifetime = parsed.GetValue(_accessTokenLifetime),
        RefreshTokenLifetime = parsed.GetValue(_refreshTokenLifetime),
        RefreshTokenReuseLeeway = parsed.GetValue(_reuseLeeway),
        AcceptAnyUser = parsed.GetValue(_acceptAnyUser),
    };

    private static Option<TimeSpan> Time(string name, string description, TimeSpan otherwise) => new(name)
    {
        Description = description + " 10s, 5m, 1h, 14d or 00:00:10.",
        CustomParser = Duration.Parse,
        DefaultValueFactory = _ => otherwise,
    };
}
