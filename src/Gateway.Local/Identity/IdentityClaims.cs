using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Gateway.Local.Identity;

/// <summary>What the provider says about a user, first to itself in its cookie and then to clients in tokens.</summary>
internal static class IdentityClaims
{
    /// <summary>The scope, and the audience, of the demo API.</summary>
    public const string ApiScope = "api";

    /// <summary>One login at the provider, the same in every token that comes of it.</summary>
    public const string Sid = "sid";

    private static readonly string[] Told = [Claims.Subject, Claims.Name, Claims.PreferredUsername, Claims.Email, Sid];

    /// <summary>The principal of the provider's own cookie.</summary>
    public static ClaimsPrincipal ForCookie(Account account, string scheme, DateTimeOffset now)
    {
        var identity = new ClaimsIdentity(scheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, account.Subject)
            .SetClaim(Claims.Name, account.DisplayName)
            .SetClaim(Claims.PreferredUsername, account.Subject)
            .SetClaim(Claims.Email, account.Email)
            .SetClaim(Sid, Guid.NewGuid().ToString("N"))
            .SetClaim(Claims.AuthenticationTime, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>The principal of a grant to a client, for the user signed in at the provider.</summary>
    public static ClaimsPrincipal ForGrant(ClaimsPrincipal user, OpenIddictRequest request)
    {
        var identity = NewGrant();
        foreach (var claim in Told) identity.SetClaim(claim, user.GetClaim(claim));
        identity.SetClaim(Claims.AuthenticationTime, long.Parse(user.GetClaim(Claims.AuthenticationTime)!, CultureInfo.InvariantCulture));
        return Scoped(identity, request);
    }

    /// <summary>The principal of a client acting for itself.</summary>
    public static ClaimsPrincipal ForClient(OpenIddictRequest request)
    {
        var identity = NewGrant();
        identity.SetClaim(Claims.Subject, request.ClientId).SetClaim(Claims.Name, request.ClientId);
        return Scoped(identity, request);
    }

    /// <summary>The principal of a token made from another one (RFC 8693): the same user, for another audience.</summary>
    public static ClaimsPrincipal ForExchange(ClaimsPrincipal subject, OpenIddictRequest request)
    {
        var identity = NewGrant();
        foreach (var claim in Told) identity.SetClaim(claim, subject.GetClaim(claim));
        return Scoped(identity, request);
    }

    /// <summary>A refresh may ask for one resource (RFC 8707, 2.2); one that asks for none gets what the sign-in got.</summary>
    public static void NarrowTo(ClaimsPrincipal grant, OpenIddictRequest request)
    {
        var asked = request.GetResources();
        grant.SetResources(asked.IsEmpty && grant.HasScope(ApiScope) ? [ApiScope] : asked);
    }

    private static ClaimsIdentity NewGrant() => new("identity", Claims.Name, Claims.Role);

    private static ClaimsPrincipal Scoped(ClaimsIdentity identity, OpenIddictRequest request)
    {
        identity.SetScopes(request.GetScopes());
        var audiences = request.GetAudiences().Concat(request.GetResources());
        identity.SetResources([.. audiences, .. request.HasScope(ApiScope) ? [ApiScope] : Array.Empty<string>()]);
        identity.SetDestinations(static _ => [Destinations.AccessToken, Destinations.IdentityToken]);
        return new ClaimsPrincipal(identity);
    }
}
