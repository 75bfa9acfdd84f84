using Gateway.Operations;
using Gateway.Operations.Administration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Operations.Administration;

/// <summary>The ticket an administrator's browser gets for the ApiKey.</summary>
public sealed class AdministratorKeyTests
{
    private const string ApiKey = "an-api-key-of-this-test-0123456789abcdef";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public void A_ticket_is_good_until_its_end_at_every_replica_and_after_a_restart()
    {
        var ticket = Key(ApiKey).IssueTicket();
        Assert.Equal(AdministratorKey.TicketLifetime, Key(ApiKey).TimeLeft(ticket));
        _time.Advance(AdministratorKey.TicketLifetime - TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), Key(ApiKey).TimeLeft(ticket));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Key(ApiKey).TimeLeft(ticket));
    }

    [Fact]
    public void It_dies_with_the_key_and_holds_nothing_of_it()
    {
        var ticket = Key(ApiKey).IssueTicket();
        Assert.Null(Key(ApiKey + "2").TimeLeft(ticket));
        Assert.Null(Key(null).TimeLeft(ticket));
        Assert.False(Key(ApiKey).IsKey(ticket));
        Assert.DoesNotContain(ApiKey, ticket, StringComparison.Ordinal);
    }

    [Fact]
    public void Not_one_letter_of_it_may_be_changed()
    {
        var key = Key(ApiKey);
        var ticket = key.IssueTicket();
        for (var i = 0; i < ticket.Length; i++)
        {
            var changed = ticket[..i] + (ticket[i] == 'A' ? 'Q' : 'A') + ticket[(i + 1)..];
            Assert.Null(key.TimeLeft(changed));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("no base64url!")]
    [InlineData(ApiKey)]
    public void What_is_no_ticket_opens_nothing(string? text)
    {
        Assert.Null(Key(ApiKey).TimeLeft(text));
        Assert.Null(Key(ApiKey).TimeLeft(text + new string('A', 5000)));
    }

    [Fact]
    public void Without_a_key_nothing_is_one()
    {
        Assert.False(Key(null).IsKey(""));
        Assert.Throws<InvalidOperationException>(Key(null).IssueTicket);
    }

    private AdministratorKey Key(string? key) => new(Options.Create(new OperationsOptions { ApiKey = key }), _time);
}
