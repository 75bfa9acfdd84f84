using System.Security.Claims;
using System.Text.Json;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// Makes the caller from what a JWT, or an introspection answer, says of him, in the shape sessions have: one <c>scope</c> claim for
/// each scope, roles under <c>role</c>. So policies mean the same for both kinds of callers.
/// </summary>
internal static class CallerClaims
{
    private const string Scope = "scope";
    private const string Role = "role";

    public static ClaimsPrincipal Principal(JsonElement said)
    {
        var identity = new ClaimsIdentity(BearerRequirement.Scheme, "name", Role);
        foreach (var member in said.EnumerateObject())
        {
            foreach (var value in Values(member.Value)) Add(identity, member.Name, value);
        }

        return new ClaimsPrincipal(identity);
    }

    private static void Add(ClaimsIdentity identity, string name, string value)
    {
        switch (name)
        {
            // RFC 8693, 4.2: a list in one string; scp: how some providers spell it, also as an array.
            case Scope or "scp":
                foreach (var scope in value.Split(' ', StringSplitOptions.RemoveEmptyEntries)) AddOnce(identity, Scope, scope);
                break;

            case Role or "roles":
                AddOnce(identity, Role, value);
                break;

            default:
                identity.AddClaim(new Claim(name, value));
                break;
        }
    }

    private static void AddOnce(ClaimsIdentity identity, string type, string value)
    {
        if (!identity.HasClaim(type, value)) identity.AddClaim(new Claim(type, value));
    }

    private static IEnumerable<string> Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Values),
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        JsonValueKind.Number or JsonValueKind.Object => [value.GetRawText()],
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        _ => throw new InvalidOperationException($"JSON without meaning: {value.ValueKind}."),
    };
}
