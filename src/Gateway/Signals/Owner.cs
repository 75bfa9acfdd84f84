namespace Gateway.Signals;

/// <summary>Whose an error is: who has to act on it.</summary>
internal enum Owner
{
    Client,
    Gateway,
    SessionStore,
    IdentityProvider,
    Upstream,
}

internal static class Owners
{
    /// <summary>The metric's <c>owner</c> attribute of a request nobody has to act on.</summary>
    public const string Nobody = "none";

    /// <summary>The word used in problem documents and as the metric's <c>owner</c> attribute.</summary>
    public static string ToTag(this Owner owner) => owner switch
    {
        Owner.Client => "client",
        Owner.Gateway => "gateway",
        Owner.SessionStore => "session-store",
        Owner.IdentityProvider => "identity-provider",
        Owner.Upstream => "upstream",
        _ => throw new ArgumentOutOfRangeException(nameof(owner), owner, "An owner without a name."),
    };
}
