using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Gateway.Sessions;

/// <summary>
/// A <c>returnUrl</c> that cannot leave the origin: an absolute path (RFC 3986 <c>path-absolute</c>) with query, nothing that a
/// browser, a proxy or a second decoding could read as a host. Browsers drop tabs and line breaks and take <c>\</c> for <c>/</c>.
/// </summary>
internal static class LocalPath
{
    private const int Longest = 2048;
    private const int DecodeAtMost = 4;

    // unreserved, pct-encoded, sub-delims, ':', '@', '/' and '?' of RFC 3986; no '#', no space, nothing outside ASCII.
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%!$&'()*+,;=:@/?[]|");

    public static bool TryParse(string? text, [NotNullWhen(true)] out string? path)
    {
        path = null;
        if (text is not ['/', ..] || text.Length > Longest || text.AsSpan().ContainsAnyExcept(Allowed)) return false;

        var query = text.IndexOf('?', StringComparison.Ordinal);
        if (!StaysLocalHoweverDecoded(query < 0 ? text : text[..query])) return false;

        path = text;
        return true;
    }

    /// <summary>Percent-encodes what a browser may leave in an address although RFC 3986 does not allow it.</summary>
    public static string Escape(string address) =>
        string.Concat(address.Select(letter => Allowed.Contains(letter) ? letter.ToString() : Uri.EscapeDataString(letter.ToString())));

    private static bool StaysLocalHoweverDecoded(string path)
    {
        for (var i = 0; i < DecodeAtMost; i++)
        {
            if (path.StartsWith("//", StringComparison.Ordinal) || path.Contains('\\', StringComparison.Ordinal)) return false;
            if (path.Any(char.IsControl) || path.Split('/').Contains("..")) return false;

            var decoded = Uri.UnescapeDataString(path);
            if (decoded == path) return true;
            path = decoded;
        }

        return false;
    }
}
