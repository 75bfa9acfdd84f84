using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Frontends;
using Gateway.Redis;

namespace Gateway.Sessions.Listing;

/// <summary>
/// Names the indexes of a session: by its subject and by the provider's own session (<c>sid</c>), each within its issuer. A name
/// is the first 128 bits of a hash, so that a copy of Redis tells no subject to somebody who does not know it already.
/// </summary>
internal static class SessionIndexKeys
{
    private const int HashSize = 16;

    public static string OfSubject(string authority, string subject) => RedisKeys.SessionsOfSubject(Hash(authority, subject));

    public static string OfProviderSession(string authority, string sid) => RedisKeys.SessionsOfProviderSession(Hash(authority, sid));

    /// <summary>Empty for a session of a frontend that is no longer configured: its issuer is not known.</summary>
    public static IReadOnlyList<string> Of(UserSession session, FrontendDirectory frontends)
    {
        if (frontends.ByName(session.Frontend)?.Options.Identity.Authority is not { } authority) return [];
        var subject = OfSubject(authority, session.Subject);
        return session.ProviderSession is { } sid ? [subject, OfProviderSession(authority, sid)] : [subject];
    }

    public static bool SameIssuer(string authority, string other) => authority.TrimEnd('/') == other.TrimEnd('/');

    /// <summary>A short name for two texts together; no other pair of texts has it.</summary>
    public static string Hash(string issuer, string text)
    {
        // Line feeds occur in no address, so the first one ends it.
        var both = Encoding.UTF8.GetBytes($"{issuer.TrimEnd('/')}\n{text}");
        return Base64Url.EncodeToString(SHA256.HashData(both).AsSpan(0, HashSize));
    }
}
