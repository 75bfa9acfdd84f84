using Gateway.Sessions;
using Gateway.Sessions.Records;
using Xunit;

namespace Gateway.Tests.Sessions.Records;

/// <summary>
/// Records as released code wrote them, kept with their cookies. When one of these does not open, a deployment logs everyone out:
/// mend the reader, never the sample.
/// </summary>
public sealed class RecordedSessionTests
{
    [Theory]
    [InlineData("format-1.txt", 1)]
    [InlineData("format-2.txt", 2)]
    public void A_session_of_this_and_the_previous_release_opens_field_by_field(string file, byte format)
    {
        var (secret, record) = Recorded(file);
        Assert.Equal(format, record[0]);

        var opened = SessionSeal.Open(secret, record);

        Assert.NotNull(opened);
        Assert.Equal(3, opened.Revision);
        var session = opened.Session;
        Assert.Equal(secret.Id, session.Id);
        Assert.Equal("shop", session.Frontend);
        Assert.Equal("alice", session.Subject);
        Assert.Equal("provider-session-1", session.ProviderSession);
        Assert.Equal("state.1", session.ProviderSessionState);
        Assert.Equal([new("sub", "alice"), new("name", "Alice Ångström"), new("role", "buyer"), new("role", "admin")], session.Claims);
        Assert.Equal("openid profile orders.write", session.Scope);
        Assert.Equal("access-token-of-alice", session.Tokens.AccessToken);
        Assert.Equal("refresh-token-of-alice", session.Tokens.RefreshToken);
        Assert.Equal("id-token-of-alice", session.Tokens.IdToken);
        Assert.Equal(Sample.Noon, session.SignedInAt);
        Assert.Equal(Sample.Noon.AddMinutes(10), session.Tokens.AccessTokenExpiresAt);
        Assert.Equal(Sample.Noon.AddHours(12), session.EndsAt);
        Assert.Empty(session.UnknownFields);
    }

    [Fact]
    public void A_session_a_newer_release_added_fields_to_opens_and_keeps_them()
    {
        var (secret, record) = Recorded("newer-release.txt");
        var session = SessionSeal.Open(secret, record)!.Session;

        Assert.Equal("alice", session.Subject);
        Assert.Equal([14, 15], session.UnknownFields.Keys.Order());
        var rewritten = SessionSeal.Open(secret, SessionSeal.Seal(secret, session, revision: 4))!.Session;
        SessionAssert.Same(session, rewritten);
    }

    private static (SessionSecret Secret, byte[] Record) Recorded(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Sessions", "Records", "Recorded", file));
        Assert.True(SessionSecret.TryParse(lines[0], out var secret));
        return (secret, Convert.FromBase64String(lines[1]));
    }
}
