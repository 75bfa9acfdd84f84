using Gateway.Sessions;
using Xunit;

namespace Gateway.Tests.Sessions.Records;

internal static class SessionAssert
{
    private static readonly IReadOnlyList<SessionClaim> NoClaims = [];
    private static readonly IReadOnlyDictionary<int, ReadOnlyMemory<byte>> NoFields = new Dictionary<int, ReadOnlyMemory<byte>>();

    private static UserSession Plain(UserSession session) => session with { Claims = NoClaims, ResourceTokens = [], UnknownFields = NoFields };

    public static void Same(UserSession expected, UserSession actual)
    {
        // Lists and maps of a record compare by reference, so they are compared apart from the rest.
        Assert.Equal(expected.Claims, actual.Claims);
        Assert.Equal(expected.ResourceTokens, actual.ResourceTokens);
        Assert.Equal(expected.UnknownFields.Keys.Order(), actual.UnknownFields.Keys.Order());
        foreach (var (field, value) in expected.UnknownFields) Assert.Equal(value.ToArray(), actual.UnknownFields[field].ToArray());
        Assert.Equal(Plain(expected), Plain(actual));
    }
}
