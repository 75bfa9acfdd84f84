using Gateway.Signals;
using Xunit;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Tests.Signals;

/// <summary>Who has to act: every error YARP knows of, and every fact the gateway notes.</summary>
public sealed class RequestOutcomeTests
{
    private const bool Stays = false;
    private const bool Left = true;

    /// <summary>Error, status, whether the client has left: outcome and owner.</summary>
    private static readonly (ForwarderError Error, int Status, bool ClientLeft, string Expected)[] Forwarders =
    [
        (ForwarderError.Request, 502, Stays, "failed upstream"),
        (ForwarderError.RequestTimedOut, 504, Stays, "timed_out upstream"),
        (ForwarderError.RequestCanceled, 502, Left, "client_aborted client"),
        (ForwarderError.RequestCanceled, 502, Stays, "timed_out upstream"),
        (ForwarderError.RequestBodyCanceled, 502, Left, "client_aborted client"),
        (ForwarderError.RequestBodyCanceled, 502, Stays, "timed_out upstream"),
        (ForwarderError.RequestBodyClient, 400, Stays, "refused client"),
        (ForwarderError.RequestBodyClient, 502, Left, "client_aborted client"),
        (ForwarderError.RequestBodyDestination, 502, Stays, "failed upstream"),
        (ForwarderError.RequestCreation, 502, Stays, "failed gateway"),
        (ForwarderError.ResponseHeaders, 502, Stays, "failed upstream"),
        (ForwarderError.ResponseBodyCanceled, 200, Left, "client_aborted client"),
        (ForwarderError.ResponseBodyCanceled, 200, Stays, "timed_out upstream"),
        (ForwarderError.ResponseBodyClient, 200, Left, "client_aborted client"),
        (ForwarderError.ResponseBodyDestination, 200, Stays, "failed upstream"),
        // YARP aborts the request itself when the upstream breaks off: the client has not left.
        (ForwarderError.ResponseBodyDestination, 200, Left, "failed upstream"),
        (ForwarderError.UpgradeRequestCanceled, 101, Left, "ok none"),
        (ForwarderError.UpgradeRequestClient, 101, Left, "client_aborted client"),
        (ForwarderError.UpgradeRequestDestination, 101, Stays, "failed upstream"),
        (ForwarderError.UpgradeResponseCanceled, 101, Left, "ok none"),
        (ForwarderError.UpgradeResponseClient, 101, Left, "client_aborted client"),
        (ForwarderError.UpgradeResponseDestination, 101, Stays, "failed upstream"),
        (ForwarderError.UpgradeActivityTimeout, 101, Stays, "ok none"),
        (ForwarderError.NoAvailableDestinations, 503, Stays, "failed upstream"),
    ];

    /// <summary>Status, what was noted: outcome and owner.</summary>
    private static readonly (int Status, Owner? Owner, bool IsForwarded, string Expected)[] Statuses =
    [
        (200, null, true, "ok none"),
        (302, null, false, "ok none"),
        (101, null, true, "ok none"),
        (401, Owner.Client, false, "refused client"),
        (403, Owner.IdentityProvider, false, "refused identity-provider"),
        (404, null, true, "refused client"),
        (500, Owner.Gateway, false, "failed gateway"),
        (500, null, true, "failed upstream"),
        (500, null, false, "failed gateway"),
        (502, Owner.IdentityProvider, false, "failed identity-provider"),
        (503, Owner.SessionStore, false, "failed session-store"),
        (503, null, true, "failed upstream"),
        (504, null, true, "timed_out upstream"),
        (504, Owner.IdentityProvider, false, "timed_out identity-provider"),
    ];

    [Fact]
    public void Each_error_of_the_forwarder_has_an_owner()
    {
        Assert.All(Forwarders, row => Assert.Equal(row.Expected, Words(Facts(row.Status) with { Forwarder = row.Error, ClientLeft = row.ClientLeft, HasStarted = row.Status < 300 })));
        Assert.Equal(
            Enum.GetValues<ForwarderError>().Where(error => error != ForwarderError.None).Order(),
            Forwarders.Select(row => row.Error).Distinct().Order());
    }

    [Fact]
    public void Each_status_has_an_owner() => Assert.All(
        Statuses,
        row => Assert.Equal(row.Expected, Words(Facts(row.Status) with { Owner = row.Owner, IsForwarded = row.IsForwarded, HasStarted = true })));

    [Theory]
    [InlineData(true, false, "shed gateway")]
    [InlineData(false, true, "failed gateway")]
    public void What_the_gateway_does_on_purpose_is_its_own(bool isShed, bool isBrokenOff, string expected) =>
        Assert.Equal(expected, Words(Facts(503) with { IsShed = isShed, IsBrokenOff = isBrokenOff }));

    [Fact]
    public void An_answer_the_gateway_gave_up_on_timed_out_whatever_the_forwarder_made_of_it() =>
        Assert.Equal("timed_out upstream", Words(Facts(200) with { Forwarder = ForwarderError.ResponseBodyDestination, IsTimedOut = true, Owner = Owner.Upstream, HasStarted = true }));

    [Fact]
    public void An_open_answer_that_ends_with_its_client_or_its_session_went_well() =>
        Assert.Equal("ok none", Words(Facts(200) with { Forwarder = ForwarderError.ResponseBodyCanceled, IsStream = true, HasStarted = true, ClientLeft = true }));

    [Fact]
    public void Behind_an_open_breaker_is_the_upstream() =>
        Assert.Equal("shed upstream", Words(Facts(503) with { IsShed = true, Owner = Owner.Upstream }));

    [Fact]
    public void A_client_that_leaves_before_its_answer_gets_no_blame_for_a_failure_and_no_praise_for_an_answer()
    {
        Assert.Equal("client_aborted client", Words(Facts(200) with { ClientLeft = true }));
        Assert.Equal("ok none", Words(Facts(200) with { ClientLeft = true, HasStarted = true }));
    }

    [Theory]
    [InlineData("failed,timed_out,shed")]
    public void Only_what_is_not_the_clients_counts_against_the_objective(string expected) =>
        Assert.Equal(expected, string.Join(',', Outcomes.All.Where(outcome => outcome.IsError()).Select(outcome => outcome.ToTag())));

    private static RequestFacts Facts(int status) => new(status, ForwarderError.None, HasStarted: false, ClientLeft: false, IsForwarded: false, IsStream: false, IsShed: false, IsTimedOut: false, IsBrokenOff: false, Owner: null);

    private static string Words(RequestFacts facts)
    {
        var (outcome, owner) = RequestOutcome.Of(facts);
        return $"{outcome.ToTag()} {owner?.ToTag() ?? Owners.Nobody}";
    }
}
