using System.Text;
using CsCheck;
using Gateway.Sessions;
using Gateway.Sessions.Records;
using Xunit;

namespace Gateway.Tests.Sessions.Records;

public sealed class SessionSealTests
{
    private readonly SessionSecret _secret = SessionSecret.Create();

    [Theory]
    [InlineData(SessionFormat.Previous)]
    [InlineData(SessionFormat.Current)]
    public void The_cookies_holder_opens_what_was_sealed_for_him(byte format)
    {
        var session = Sample.Session(_secret);
        var opened = SessionSeal.Open(_secret, SessionSeal.Seal(_secret, session, revision: 7, format));
        Assert.Equal(7, opened!.Revision);
        SessionAssert.Same(session, opened.Session);
    }

    [Fact]
    public void A_record_with_any_byte_changed_does_not_open()
    {
        var record = SessionSeal.Seal(_secret, Sample.Session(_secret), revision: 1);
        for (var position = 0; position < record.Length; position++)
        {
            foreach (var flip in (byte[])[0x01, 0x80, 0xff])
            {
                record[position] ^= flip;
                Assert.Null(SessionSeal.Open(_secret, record));
                record[position] ^= flip;
            }
        }

        Assert.NotNull(SessionSeal.Open(_secret, record));
    }

    [Fact]
    public void A_record_cut_short_or_continued_does_not_open()
    {
        var record = SessionSeal.Seal(_secret, Sample.Session(_secret), revision: 1);
        for (var length = 0; length < record.Length; length++) Assert.Null(SessionSeal.Open(_secret, record.AsSpan(0, length)));
        Assert.Null(SessionSeal.Open(_secret, [.. record, 0]));
    }

    [Fact]
    public void A_record_moved_to_another_users_key_does_not_open_for_him()
    {
        var record = SessionSeal.Seal(_secret, Sample.Session(_secret), revision: 1);
        Assert.Null(SessionSeal.Open(SessionSecret.Create(), record));
    }

    [Fact]
    public void A_record_whose_inner_id_is_anothers_does_not_open() =>
        Assert.Null(SessionSeal.Open(_secret, SessionSeal.Seal(_secret, Sample.Session(SessionSecret.Create()), revision: 1)));

    [Fact]
    public void A_record_given_another_revision_or_format_does_not_open()
    {
        var record = SessionSeal.Seal(_secret, Sample.Session(_secret), revision: 1, SessionFormat.Current);
        byte[] laterRevision = [.. record];
        laterRevision[SessionSeal.RevisionOffset + SessionSeal.RevisionSize - 1] = 2;
        byte[] olderFormat = [.. record];
        olderFormat[0] = SessionFormat.Previous;

        Assert.Null(SessionSeal.Open(_secret, laterRevision));
        Assert.Null(SessionSeal.Open(_secret, olderFormat));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_record_of_a_format_this_release_does_not_know_stays_shut(byte format) =>
        Assert.Null(SessionSeal.Open(_secret, SealedBytes.Seal(_secret, format, revision: 1, SessionFormat.Serialize(Sample.Session(_secret), SessionFormat.Previous))));

    [Theory]
    [InlineData(SessionFormat.Previous)]
    [InlineData(SessionFormat.Current)]
    public void A_dump_of_the_store_reads_as_noise(byte format)
    {
        var text = Encoding.Latin1.GetString(SessionSeal.Seal(_secret, Sample.Session(_secret), revision: 1, format));
        foreach (var word in (string[])["alice", "token", "shop", "openid", "admin", "state.1", "provider", _secret.Id.Value, _secret.ToCookieValue()])
        {
            Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void The_same_session_sealed_twice_looks_different()
    {
        var session = Sample.Session(_secret);
        Assert.NotEqual(SessionSeal.Seal(_secret, session, revision: 1), SessionSeal.Seal(_secret, session, revision: 1));
    }

    [Fact]
    public void Junk_does_not_open() => Gen.Byte.Array[0, 300].Sample(junk => SessionSeal.Open(_secret, junk) is null);

    [Theory]
    [InlineData(SessionFormat.Previous)]
    [InlineData(SessionFormat.Current)]
    public void A_record_another_release_garbled_is_unreadable_and_no_crash(byte format) => Gen.Byte.Array[0, 60].Sample(
        plain => SessionSeal.Open(_secret, SealedBytes.Seal(_secret, format, revision: 1, [(byte)(plain.Length > 30 ? 0 : 1), .. plain])) is null, iter: 20_000);

    [Theory]
    [InlineData("8101CF FFFFFFFFFFFFFFFF")] // the id is a number
    [InlineData("81CF FFFFFFFFFFFFFFFF 01")] // a field number beyond all numbers
    [InlineData("8107CF 7FFFFFFFFFFFFFFF")] // a time beyond all times
    [InlineData("8105DD FFFFFFFF")] // four billion claims
    [InlineData("DF FFFFFFFF")] // four billion fields
    [InlineData("81 63 DD FFFFFFFF")] // an unknown field of four billion values
    [InlineData("")]
    public void A_record_whose_values_are_out_of_this_world_is_unreadable_and_no_crash(string hex)
    {
        var plain = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Null(SessionSeal.Open(_secret, SealedBytes.Seal(_secret, SessionFormat.Previous, revision: 1, plain)));
    }
}
