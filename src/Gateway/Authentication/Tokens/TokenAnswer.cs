using Duende.IdentityModel.Client;

namespace Gateway.Authentication.Tokens;

/// <summary>What came of asking a provider for a token. A refusal is definite; unavailable means "later".</summary>
internal abstract record TokenAnswer
{
    private TokenAnswer()
    {
    }

    /// <param name="Authorization">The token, ready to be put on a request.</param>
    /// <param name="ExpiresAt">When it must not be used any more.</param>
    /// <param name="RenewAt">From when on a new one is asked for in the background; null when a new one would live no longer.</param>
    public sealed record Granted(UpstreamAuthorization Authorization, DateTimeOffset ExpiresAt, DateTimeOffset? RenewAt) : TokenAnswer;

    /// <param name="Error">The code of RFC 6749, 5.2, RFC 8693 or RFC 8707.</param>
    public sealed record Refused(string Error) : TokenAnswer;

    public sealed record Unavailable(string Reason) : TokenAnswer;

    // What a provider says of a caller and a target, and what it says of the client that asks: that is no fault of a caller's.
    private static readonly string[] Refusals = ["invalid_request", "invalid_target", "invalid_scope", "invalid_grant", "access_denied"];
    private static readonly string[] OfTheClient = ["invalid_client", "unauthorized_client", "unsupported_grant_type"];
    private static readonly string[] Later = ["temporarily_unavailable", "server_error", "slow_down"];

    /// <param name="response">The token endpoint's answer.</param>
    /// <param name="now">When it came.</param>
    /// <param name="renewBefore">How long before its end a token is renewed; half its life when that is shorter.</param>
    /// <param name="notAfter">An end that a new token could not move, such as that of the token it was made from.</param>
    public static TokenAnswer Of(TokenResponse response, DateTimeOffset now, TimeSpan renewBefore, DateTimeOffset? notAfter = null)
    {
        if (response.IsError) return Failure(response);
        if (response.AccessToken is not { Length: > 0 } token) return new Unavailable("no token in the answer");

        // Without expires_in nobody knows: it serves those who asked for it, and is not kept.
        var life = TimeSpan.FromSeconds(Math.Max(0, response.ExpiresIn));
        var expiresAt = now + life;
        if (notAfter <= expiresAt) return new Granted(new UpstreamAuthorization(token), notAfter.Value, RenewAt: null);
        return new Granted(new UpstreamAuthorization(token), expiresAt, expiresAt - (renewBefore < life / 2 ? renewBefore : life / 2));
    }

    private static TokenAnswer Failure(TokenResponse response)
    {
        if (response.ErrorType != ResponseErrorType.Protocol) return new Unavailable(response.Exception?.GetType().Name ?? $"{(int)response.HttpStatusCode}");
        // Only known codes are repeated: the rest is text of somebody else's choosing.
        if (Array.Find(Refusals, code => code == response.Error) is { } refusal) return new Refused(refusal);
        if (Array.Find(OfTheClient, code => code == response.Error) is { } client) return new Unavailable(client);
        // Any other code is about this caller (invalid_token, consent_required): what one may not have must not keep all others waiting.
        return Array.IndexOf(Later, response.Error) < 0 ? new Refused("another error") : new Unavailable($"{(int)response.HttpStatusCode}");
    }
}
