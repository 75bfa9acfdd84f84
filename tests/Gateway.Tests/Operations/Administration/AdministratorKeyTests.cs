using Gateway.Operations;
using Gateway.Operations.Administration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Operations.Administration;

/// <summary>The ticket a browser holds in place of the ApiKey.</summary>
public sealed class AdministratorKeyTests
{
    private const string Key = "an-api-key-of-this-test-0123456789abcdef";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public void A_ticket_is_good_for_a_working_day_at_every_replica_and_does_not_hold_the_key()
    {
        var ticket = Of(Key).IssueTicket();
        Assert.Equal(AdministratorKey.TicketLifetime, Of(Key).TimeLeft(ticket));
        Assert.DoesNotContain(Key, ticket, StringComparison.Ordinal);

        _time.Advance(AdministratorKey.TicketLifetime - TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), Of(Key).TimeLeft(ticket));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Of(Key).TimeLeft(ticket));
    }

    [Fact]
    public void A_ticket_dies_with_its_key()
    {
        var ticket = Of(Key).IssueTicket();
        Assert.Null(Of(Key + "x").TimeLeft(ticket));
        Assert.Null(Of(null).TimeLeft(ticket));
    }

    [Fact]
    public void Not_one_character_of_a_ticket_can_be_changed()
    {
        var ticket = Of(Key).IssueTicket();
        for (var place = 0; place < ticket.Length; place++)
        {
            var changed = ticket.ToCharArray();
            changed[place] = changed[place] == 'A' ? 'B' : 'A';
            // The last character's unused bits are no part of it; what decodes to the same ticket is the same ticket.
            if (new string(changed) != ticket && place < ticket.Length - 1) Assert.Null(Of(Key).TimeLeft(new string(changed)));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64url!")]
    public void What_is_no_ticket_opens_nothing(string? text) => Assert.Null(Of(Key).TimeLeft(text));

    /// <summary>Blanks mean nothing in Base64: decoded, this is a good ticket. It is refused before anybody decodes it.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(100, false)]
    [InlineData(1_000_000, false)]
    public void A_ticket_blown_up_is_not_looked_at(int blanks, bool isGood) =>
        Assert.Equal(isGood, Of(Key).TimeLeft(Of(Key).IssueTicket() + new string(' ', blanks)) is not null);

    [Theory]
    [InlineData(Key, true)]
    [InlineData(Key + " ", false)]
    [InlineData("", false)]
    public void The_key_is_itself_and_nothing_like_it(string text, bool isKey) => Assert.Equal(isKey, Of(Key).IsKey(text));

    [Fact]
    public void Where_none_is_set_nothing_is_the_key() => Assert.False(Of(null).IsKey(""));

    private AdministratorKey Of(string? key) => new(Options.Create(new OperationsOptions { ApiKey = key }), _time);
}
