namespace Gateway.Local.Identity;

/// <summary>The provider's addresses. Clients learn the protocol ones from discovery; the form's fields are part of the README.</summary>
internal static class IdentityPaths
{
    public const string SignIn = "/login";
    public const string Authorize = "/connect/authorize";
    public const string PushedAuthorization = "/connect/par";
    public const string Token = "/connect/token";
    public const string UserInfo = "/connect/userinfo";
    public const string EndSession = "/connect/endsession";
    public const string Introspection = "/connect/introspect";
    public const string Revocation = "/connect/revocation";

    public const string ReturnUrl = "returnUrl";

    /// <summary>Cookies on localhost are shared by all ports, so its name must differ from the gateway's and from any other tool's.</summary>
    public const string Cookie = "local-identity";

    /// <summary>Where its cookies go. Not to the whole of localhost: the gateway and what stands behind it would be sent them too.</summary>
    public const string CookiePath = "/connect";

    /// <summary>Set by the form, taken by the next authorization: proves to <c>prompt=login</c> that the password was typed just now.</summary>
    public const string FreshCookie = "local-identity-fresh";
}
