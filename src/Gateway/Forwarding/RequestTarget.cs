namespace Gateway.Forwarding;

/// <summary>
/// What makes a path mean different things to different readers. Decoding, dot segments, doubled slashes, path parameters and
/// backslashes are each resolved by some servers and not by others (CVE-2021-29492, CVE-2026-26205).
/// </summary>
internal static class RequestTarget
{
    /// <summary>Null when there is one reading only; otherwise why not. <paramref name="rawTarget"/> is the request line's, undecoded.</summary>
    public static string? Ambiguity(string rawTarget)
    {
        var path = PathOf(rawTarget);
        if (path.Length == 0) return null;
        if (path.Contains("//", StringComparison.Ordinal)) return "it contains an empty segment";
        if (path.IndexOfAny('\\', ';', '#') >= 0) return "it contains a backslash, a semicolon or a fragment";
        if (path.ContainsAnyExceptInRange('\u0021', '\u007e')) return "it contains raw control or non-ASCII characters";
        if (HasDotSegment(path)) return "it contains a dot segment";
        return path.Contains('%') ? EncodedAmbiguity(path) : null;
    }

    private static ReadOnlySpan<char> PathOf(string rawTarget)
    {
        var target = rawTarget.AsSpan();
        if (!target.StartsWith('/'))
        {
            // absolute-form (RFC 9112, 3.2.2); asterisk-form and authority-form have no path.
            var authority = target.IndexOf("://", StringComparison.Ordinal);
            if (authority < 0) return [];
            target = target[(authority + 3)..];
            var slash = target.IndexOf('/');
            if (slash < 0) return [];
            target = target[slash..];
        }

        var query = target.IndexOf('?');
        return query < 0 ? target : target[..query];
    }

    private static bool HasDotSegment(ReadOnlySpan<char> path)
    {
        foreach (var range in path.Split('/'))
        {
            if (path[range] is "." or "..") return true;
        }

        return false;
    }

    private static string? EncodedAmbiguity(ReadOnlySpan<char> path)
    {
        for (var i = path.IndexOf('%'); i >= 0 && i < path.Length; i++)
        {
            if (path[i] != '%') continue;
            if (i + 2 >= path.Length || !char.IsAsciiHexDigit(path[i + 1]) || !char.IsAsciiHexDigit(path[i + 2])) return "it is not properly encoded";

            var octet = (byte)((Convert.ToInt32(path[i + 1].ToString(), 16) << 4) | Convert.ToInt32(path[i + 2].ToString(), 16));
            if (octet is < 0x20 or 0x7f) return "it contains an encoded control character";
            if (octet is (byte)'/' or (byte)'\\' or (byte)'.' or (byte)';' or (byte)'#' or (byte)'?') return "it contains an encoded delimiter";
        }

        return IsStillEncoded(Uri.UnescapeDataString(path)) ? "it is encoded twice" : null;
    }

    private static bool IsStillEncoded(ReadOnlySpan<char> decoded)
    {
        for (var i = decoded.IndexOf('%'); i >= 0 && i + 2 < decoded.Length; i++)
        {
            if (decoded[i] == '%' && char.IsAsciiHexDigit(decoded[i + 1]) && char.IsAsciiHexDigit(decoded[i + 2])) return true;
        }

        return false;
    }
}
