namespace Gateway.Forwarding;

/// <summary>
/// Headers by which upstreams learn who a user is or what was asked for. They are the gateway's to set: from a client they are
/// a forgery. Servers fold <c>_</c> into <c>-</c> (CGI, WSGI, PHP), so every spelling counts (CVE-2025-64484).
/// </summary>
internal static class ClientHeaders
{
    private static readonly string[] Prefixes =
    [
        "x-forwarded", "x-auth-", "x-authenticated-", "x-original-", "x-rewrite-", "x-remote-", "x-user", "x-client-cert", "x-ssl-",
        "x-webauth-", "x-goog-", "x-ms-client-principal", "x-amzn-oidc-", "x-envoy-", "cf-access-", "ssl-client-", "remote-",
    ];

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "forwarded", "x-real-ip", "x-email", "x-groups", "x-roles", "x-access-token", "x-id-token", "x-http-method-override",
        "x-http-method", "x-method-override", "x-request-start", "true-client-ip", "cf-connecting-ip", "client-ip", "x-client-ip",
        "x-cluster-client-ip", "proxy", "server-timing",
    };

    public static bool IsReserved(string name)
    {
        Span<char> folded = stackalloc char[64];
        if (name.Length > folded.Length) return Folded(name.AsSpan(0, folded.Length), folded);
        return Folded(name, folded);
    }

    public static void Remove(IHeaderDictionary headers)
    {
        List<string>? reserved = null;
        foreach (var header in headers)
        {
            if (IsReserved(header.Key)) (reserved ??= []).Add(header.Key);
        }

        if (reserved is null) return;
        foreach (var name in reserved) headers.Remove(name);
    }

    private static bool Folded(ReadOnlySpan<char> name, Span<char> buffer)
    {
        for (var i = 0; i < name.Length; i++) buffer[i] = name[i] == '_' ? '-' : char.ToLowerInvariant(name[i]);
        ReadOnlySpan<char> folded = buffer[..name.Length];
        foreach (var prefix in Prefixes)
        {
            if (folded.StartsWith(prefix)) return true;
        }

        return Names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(folded);
    }
}
