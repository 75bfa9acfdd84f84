using Microsoft.Extensions.Primitives;

namespace Gateway.Authentication.Bearer;

/// <summary>Endpoint metadata: callers may, or must, bring a token. Without it an Authorization header is not looked at.</summary>
/// <param name="OrSession">Whether a session will do for those who bring no token.</param>
internal sealed record BearerRequirement(bool OrSession)
{
    /// <summary>The authentication scheme; also the one of the Authorization header (RFC 6750).</summary>
    public const string Scheme = "Bearer";

    /// <summary>Whether a caller with this header is to be known by a token, rather than by a session.</summary>
    public bool IsMetBy(StringValues authorization) => !OrSession || BearerHeader.IsPresent(authorization);
}
