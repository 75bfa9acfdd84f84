using System.Security.Claims;

namespace Gateway.Authentication.Bearer;

/// <summary>The three answers to "may this token be believed?". Only <see cref="Rejected"/> means no.</summary>
internal abstract record TokenOutcome
{
    private TokenOutcome()
    {
    }

    /// <param name="Principal">The caller as ASP.NET Core sees him; made once for a token held in memory, shared by all its requests.</param>
    public sealed record Valid(ClaimsPrincipal Principal) : TokenOutcome;

    /// <param name="Reason">For the caller and the log; never text the token or the provider chose.</param>
    /// <param name="IsDefinite">Whether the same token can never be accepted: only then may the answer be remembered.</param>
    public sealed record Rejected(string Reason, bool IsDefinite) : TokenOutcome;

    /// <summary>Nobody can tell: the issuer's provider did not answer.</summary>
    public sealed record Unavailable : TokenOutcome
    {
        public static readonly Unavailable Instance = new();
    }
}
