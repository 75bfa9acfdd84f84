namespace Gateway.Forwarding;

/// <summary>
/// The cookies of the operations port's page. Cookies know no port (RFC 6265, 8.5): a browser that signed in there sends them to the
/// traffic port of the same host as well, and from there they must go no further.
/// </summary>
internal static class OperationsCookies
{
    public const string Ticket = "gateway-administrator";
    public const string Form = "gateway-form";

    public static bool Contain(ReadOnlySpan<char> name) => name.SequenceEqual(Ticket) || name.SequenceEqual(Form);
}
