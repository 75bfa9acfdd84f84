using Microsoft.Extensions.Primitives;

namespace Gateway.Authentication.Bearer;

/// <summary>The token of an <c>Authorization: Bearer</c> header (RFC 6750, 2.1). Tokens in the query or the body are not looked for: they end up in logs.</summary>
internal static class BearerHeader
{
    private const string Canonical = $"{BearerRequirement.Scheme} ";

    /// <summary>Whether the caller says who he is by a token. Two headers are one too many, and are no way to be taken for a browser.</summary>
    public static bool IsPresent(StringValues authorization)
    {
        if (authorization.Count > 1) return true;
        return authorization is [{ } header]
            && header.StartsWith(BearerRequirement.Scheme, StringComparison.OrdinalIgnoreCase)
            && (header.Length == BearerRequirement.Scheme.Length || header[BearerRequirement.Scheme.Length] == ' ');
    }

    /// <summary>The token; empty when the header has none that could be read in one way only.</summary>
    public static ReadOnlyMemory<char> Token(StringValues authorization) => authorization is [{ } header] && IsPresent(authorization)
        ? header.AsMemory(BearerRequirement.Scheme.Length).TrimStart(' ')
        : default;

    /// <summary>The header for a token, in its one spelling.</summary>
    public static string Of(ReadOnlySpan<char> token) => $"{Canonical}{token}";

    /// <summary>Whether it is written as <see cref="Of"/> writes it.</summary>
    public static bool IsCanonical(StringValues authorization) =>
        authorization is [{ } header] && header.StartsWith(Canonical, StringComparison.Ordinal) && header.AsSpan(Canonical.Length) is [not ' ', ..];
}
