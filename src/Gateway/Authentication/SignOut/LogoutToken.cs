namespace Gateway.Authentication.SignOut;

/// <summary>What an identity provider's back-channel logout says: which user, or which of his sessions there, is signed out.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="ClientId">The client it was made for.</param>
/// <param name="Id">Its <c>jti</c>: no token is obeyed twice.</param>
/// <param name="Subject">The user; null when only a session is named.</param>
/// <param name="ProviderSession">The provider's <c>sid</c>; null when all the user's sessions are meant.</param>
/// <param name="UsableUntil">When it would be refused for its age alone.</param>
internal sealed record LogoutToken(string Issuer, string ClientId, string Id, string? Subject, string? ProviderSession, DateTimeOffset UsableUntil);

internal abstract record LogoutTokenOutcome
{
    private LogoutTokenOutcome()
    {
    }

    public sealed record Valid(LogoutToken Token) : LogoutTokenOutcome;

    /// <param name="Reason">In our words: never text that came with the token.</param>
    public sealed record Rejected(string Reason) : LogoutTokenOutcome;

    /// <summary>The provider's keys are not known, and it does not tell them.</summary>
    public sealed record ProviderUnavailable : LogoutTokenOutcome;
}
