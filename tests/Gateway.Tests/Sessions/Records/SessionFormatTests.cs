using CsCheck;
using Gateway.Sessions;
using Gateway.Sessions.Records;
using MessagePack;
using Xunit;

namespace Gateway.Tests.Sessions.Records;

public sealed class SessionFormatTests
{
    // What a newer release may add: any MessagePack value under a number this release does not know.
    private static readonly Dictionary<int, ReadOnlyMemory<byte>> FieldsOfANewerRelease = new()
    {
        [150] = MessagePackSerializer.Serialize("a word", cancellationToken: TestContext.Current.CancellationToken),
        [200] = MessagePackSerializer.Serialize(new[] { 1, 2, 3 }, cancellationToken: TestContext.Current.CancellationToken),
        [70_000] = MessagePackSerializer.Serialize(new Dictionary<string, long> { ["key"] = long.MaxValue }, cancellationToken: TestContext.Current.CancellationToken),
        [-1] = new byte[] { MessagePackCode.Nil },
    };

    [Theory]
    [InlineData(SessionFormat.Previous)]
    [InlineData(SessionFormat.Current)]
    public void A_session_comes_back_as_it_was_written(byte format) => SessionGenerators.Any.Sample(
        session => SessionAssert.Same(session, SessionFormat.Deserialize(SessionFormat.Serialize(session, format), format)), iter: 300);

    [Theory]
    [InlineData(SessionFormat.Previous)]
    [InlineData(SessionFormat.Current)]
    public void An_older_release_that_writes_a_record_loses_nothing_of_a_newer_ones(byte format)
    {
        var newer = Sample.Session(SessionSecret.Create()) with { UnknownFields = FieldsOfANewerRelease };

        var read = SessionFormat.Deserialize(SessionFormat.Serialize(newer, format), format);
        var rewritten = read with { Tokens = read.Tokens with { AccessToken = "a refreshed token" } };
        var readAgain = SessionFormat.Deserialize(SessionFormat.Serialize(rewritten, format), format);

        SessionAssert.Same(newer with { Tokens = newer.Tokens with { AccessToken = "a refreshed token" } }, readAgain);
        Assert.Equal(4, readAgain.UnknownFields.Count);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(255, false)]
    public void This_release_reads_its_own_format_and_the_one_before(byte format, bool readable) => Assert.Equal(readable, SessionFormat.CanRead(format));

    [Fact]
    public void What_is_written_can_be_read_by_the_release_before() => Assert.InRange(SessionFormat.Written, SessionFormat.Previous, SessionFormat.Current);

    [Theory]
    [InlineData(SessionFormat.Previous)]
    [InlineData(SessionFormat.Current)]
    public void A_record_without_a_field_it_must_have_is_not_a_session(byte format)
    {
        byte[] emptyMap = [0x80];
        Assert.Throws<InvalidDataException>(() => SessionFormat.Deserialize(format == SessionFormat.Previous ? emptyMap : SessionCompression.Pack(emptyMap), format));
    }
}
