using Gateway.Sessions;
using Gateway.Sessions.Listing;
using Xunit;

namespace Gateway.Tests.Sessions.Listing;

public sealed class SessionEntryTests
{
    [Fact]
    public void An_entry_says_what_a_list_shows_and_is_the_same_at_every_writing()
    {
        var session = Sample.Session(SessionSecret.Create());
        var entry = SessionEntry.Write(session);

        Assert.Equal(new SessionEntry(session.Id, "shop", session.SignedInAt, session.EndsAt), SessionEntry.Read(entry));
        Assert.Equal(entry, SessionEntry.Write(session with { SignedInAt = session.SignedInAt.AddMilliseconds(999), Scope = "another" }));
        Assert.True(entry.Length <= 64, "A longer member costs Redis a skip list instead of a packed one.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(40)]
    public void What_is_too_short_is_no_entry(int length) => Assert.Null(SessionEntry.Read(new byte[length]));

    [Fact]
    public void An_id_that_is_no_hash_is_never_written() =>
        Assert.Throws<ArgumentException>(() => SessionEntry.Write(Sample.Session(new SessionId("short"))));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("{}:session gateway:login-keys 0123456789012")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_cannot_be_an_id_is_none(string? text) => Assert.False(SessionId.TryParse(text, out _));

    [Fact]
    public void An_id_is_read_as_it_is_shown()
    {
        var id = SessionSecret.Create().Id;
        Assert.True(SessionId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
    }
}
