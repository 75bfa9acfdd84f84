using Gateway.Authentication.Tokens;
using Gateway.Forwarding;

namespace Gateway.Operations.Configuration;

/// <summary>What must hold of a route's <c>TokenFor</c>.</summary>
internal static class TokenForRules
{
    public static IEnumerable<ConfigurationError> Check(IConfigurationSection section, RoutePolicy policy)
    {
        if (!section.Exists()) yield break;
        var options = section.Get<TokenForOptions>() ?? new TokenForOptions();

        if (policy.Token == UpstreamToken.None)
        {
            yield return new(section.Path, "is set, and Token is None: no token goes upstream.", "remove it, or set Token to User or Client.");
        }

        if (policy.AskedFor?.Source == UpstreamTokenSource.Refresh && policy.SignIn != SignInKind.Session)
        {
            yield return new($"{section.Path}:By", $"is Refresh, and SignIn is {policy.SignIn}: only a session has a refresh token.", "use Exchange, or set SignIn to Session.");
        }

        if (options is { Resource: null or "", Audience: null or "", Scopes.Count: 0 })
        {
            yield return new(section.Path, "names no target.", "set Resource, Audience or Scopes.");
        }

        if (options.Resource is { Length: > 0 } resource && !IsResource(resource))
        {
            yield return new($"{section.Path}:Resource", $"is '{resource}', which is no resource.", "write an absolute address without fragment, such as https://orders.example.com (RFC 8707, 2).");
        }

        foreach (var scope in options.Scopes.Where(scope => !IsScope(scope)))
        {
            yield return new($"{section.Path}:Scopes", $"contains '{scope}'.", "write one scope an entry, without spaces, quotes or backslashes (RFC 6749, 3.3).");
        }
    }

    // On this platform a path, too, counts as an absolute address: that of a file.
    private static bool IsResource(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var resource) && !resource.IsFile && !text.Contains('#', StringComparison.Ordinal);

    private static bool IsScope(string text) => text.Length > 0 && text.All(letter => letter is '!' or (>= '#' and <= '[') or (>= ']' and <= '~'));
}
