using CsCheck;
using Gateway.Sessions;
using Gateway.Sessions.Records;
using Xunit;

namespace Gateway.Tests.Sessions.Records;

public sealed class SessionCompressionTests
{
    [Fact]
    public void Whatever_is_packed_is_unpacked_and_never_grows_by_more_than_the_mark() => Gen.Byte.Array[0, 5000].Sample(plain =>
    {
        var packed = SessionCompression.Pack(plain);
        return packed.Length <= plain.Length + 1 && SessionCompression.Unpack(packed).Span.SequenceEqual(plain);
    });

    [Fact]
    public void What_repeats_becomes_smaller() => Assert.InRange(SessionCompression.Pack(new byte[10_000]).Length, 2, 100);

    [Fact]
    public void What_would_not_become_smaller_is_stored_as_it_is()
    {
        byte[] short3 = [1, 2, 3];
        Assert.Equal([0, .. short3], SessionCompression.Pack(short3));
    }

    [Fact]
    public void A_session_of_twelve_claims_and_two_jwts_shrinks()
    {
        var secret = SessionSecret.Create();
        var session = Sample.Large(secret.Id);
        var (plain, packed) = (SessionSeal.Seal(secret, session, 1, SessionFormat.Previous).Length, SessionSeal.Seal(secret, session, 1, SessionFormat.Current).Length);

        TestContext.Current.TestOutputHelper!.WriteLine($"A session of two 900-byte JWTs and 12 claims: {plain} bytes in format 1, {packed} in format 2.");
        Assert.InRange(packed, 1, plain * 3 / 4);
        Assert.InRange(packed, 1, 2560);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 2, 1, 1 })]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 1, 0xff, 0xff, 0xff })]
    public void What_was_never_packed_is_refused(byte[] packed) =>
        Assert.Throws<InvalidDataException>(() => SessionCompression.Unpack(packed));

    [Fact]
    public void A_record_cannot_unpack_to_more_than_a_session_can_be()
    {
        var bomb = SessionCompression.Pack(new byte[64 * 1024 * 1024]);
        Assert.InRange(bomb.Length, 2, 100_000);
        Assert.Throws<InvalidDataException>(() => SessionCompression.Unpack(bomb));
    }
}
