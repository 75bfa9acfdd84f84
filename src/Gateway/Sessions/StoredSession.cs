using System.Security.Claims;
using Gateway.Sessions.Records;

namespace Gateway.Sessions;

/// <summary>A session as it was read from, or written to, the store.</summary>
/// <param name="Session">The opened record.</param>
/// <param name="Revision">Counts writes; a write names the revision it replaces.</param>
/// <param name="IdleTimeLeft">How long the session still lives without activity, as the store said.</param>
internal sealed record StoredSession(UserSession Session, long Revision, TimeSpan IdleTimeLeft)
{
    private ClaimsPrincipal? _user;
    private string? _authorization;

    /// <summary>By which the store can say that the record is still this one; null for one that was written and has not been read yet.</summary>
    public RecordStamp? Stamp { get; init; }

    /// <summary>The user as ASP.NET Core sees him: made once for a session held in memory, not once for a request.</summary>
    public ClaimsPrincipal User => _user ??= MakeUser();

    /// <summary>The <c>Authorization</c> header that acts for the user upstream (RFC 6750, 2.1): made once, as it is the largest string of a request.</summary>
    public string Authorization => _authorization ??= $"Bearer {Session.Tokens.AccessToken}";

    /// <summary>Tokens never appear in its text form.</summary>
    public override string ToString() => $"(session {Session.Id}, revision {Revision})";

    private ClaimsPrincipal MakeUser()
    {
        var scopes = Session.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scope => new Claim("scope", scope));
        var claims = Session.Claims.Select(claim => new Claim(claim.Type, claim.Value)).Concat(scopes);
        return new ClaimsPrincipal(new ClaimsIdentity(claims, UserSessionHandler.Scheme, "name", "role"));
    }
}
