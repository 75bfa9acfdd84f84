namespace Gateway.Authentication;

/// <summary>Where a request comes from, as the browser says: Fetch Metadata (W3C) first, <c>Origin</c> (RFC 6454) where there is none.</summary>
internal static class Origins
{
    /// <summary>The frontend's own pages, and only they.</summary>
    public static bool IsSameOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return site.Length > 0 ? site == "same-origin" : OriginMatches(request);
    }

    /// <summary>The frontend's own pages, or the user himself (address bar, bookmark).</summary>
    public static bool IsOwnOrUser(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return site.Length > 0 ? site is "same-origin" or "none" : OriginMatches(request);
    }

    /// <summary>False also when there is no <c>Origin</c>.</summary>
    public static bool OriginMatches(HttpRequest request) =>
        string.Equals(request.Headers.Origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
