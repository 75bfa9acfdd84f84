using System.Text.RegularExpressions;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.Authentication;

/// <summary>Why a round trip to the identity provider came to nothing, in terms of what to answer. Never holds text the provider or a client chose.</summary>
internal readonly partial record struct ProviderFailure(ProviderFailureKind Kind, string Reason)
{
    // OpenID Connect Core 1.0, 3.1.2.6: the answers to prompt=none.
    private static readonly string[] NotSignedInErrors =
        ["login_required", "interaction_required", "consent_required", "account_selection_required"];

    // RFC 6749, 4.1.2.1.
    private static readonly string[] UnavailableErrors = ["temporarily_unavailable", "server_error"];

    public static ProviderFailure Of(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException or OperationCanceledException or TimeoutException or IOException or System.Net.Sockets.SocketException)
            {
                return new(ProviderFailureKind.Unavailable, cause.GetType().Name);
            }
        }

        var error = exception is OpenIdConnectProtocolException ? ErrorCode().Match(exception.Message).Groups[1].Value : "";
        if (Array.IndexOf(NotSignedInErrors, error) >= 0) return new(ProviderFailureKind.NotSignedIn, error);
        if (error == "access_denied") return new(ProviderFailureKind.Declined, error);
        if (Array.IndexOf(UnavailableErrors, error) >= 0) return new(ProviderFailureKind.Unavailable, error);

        // The token endpoint answered with something that is no protocol answer at all, such as a proxy's error page.
        if (exception is OpenIdConnectProtocolException && error.Length == 0) return new(ProviderFailureKind.Unavailable, "no protocol answer");
        return new(ProviderFailureKind.Refused, exception?.GetType().Name ?? "unknown");
    }

    // How the handler words an error answer: "Message contains error: 'login_required', error_description: …".
    [GeneratedRegex("error: '([a-z_]{1,64})'", RegexOptions.CultureInvariant)]
    private static partial Regex ErrorCode();
}

internal enum ProviderFailureKind
{
    /// <summary>No answer, or one that says "later".</summary>
    Unavailable,

    /// <summary>The user has no session at the provider, and it was told not to ask him.</summary>
    NotSignedIn,

    /// <summary>The user, or the provider, said no to this sign-in.</summary>
    Declined,

    /// <summary>Not a login that this browser began, or not accepted by the provider.</summary>
    Refused,
}
