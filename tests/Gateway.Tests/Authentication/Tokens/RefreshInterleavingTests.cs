using Gateway.Authentication.Tokens;
using Gateway.Sessions;
using Xunit;

namespace Gateway.Tests.Authentication.Tokens;

/// <summary>
/// The refresh and the end of a session under every order of their operations: no order redeems a token twice, brings an ended session back
/// or loses a token that was granted to a living replica.
/// </summary>
public sealed class RefreshInterleavingTests : IDisposable
{
    private const int Bound = 200_000;
    private const int Samples = 5_000;

    private readonly RefreshMeasurements _measured = new();

    public void Dispose() => _measured.Dispose();

    [Fact]
    public void Replicas_that_want_the_same_token_redeem_it_once_and_use_one_result() => Report(Explorer.Exhaust(explorer => RefreshAsync(ModelOf(explorer)), Bound));

    [Fact]
    public void And_so_they_do_when_answers_travel() => Explorer.Sample(explorer => RefreshAsync(ModelOf(explorer, answersTravel: true)), Samples);

    [Fact]
    public void A_sign_out_holds_whatever_a_refresh_does_at_that_moment() => Report(Explorer.Exhaust(explorer => SignOutAsync(ModelOf(explorer)), Bound));

    [Fact]
    public void And_so_it_does_when_answers_travel() => Explorer.Sample(explorer => SignOutAsync(ModelOf(explorer, answersTravel: true)), Samples);

    [Fact]
    public void A_replica_that_dies_takes_a_session_along_only_between_rotation_and_write() => Report(Explorer.Exhaust(DieAsync, Bound));

    [Fact]
    public void A_store_that_fails_once_loses_no_token_and_ends_no_session() => Report(Explorer.Exhaust(FailOnceAsync, Bound));

    [Fact]
    public void A_replica_whose_lease_ran_out_ends_no_session_that_another_has_renewed() => Report(Explorer.Exhaust(RunOutAsync, Bound));

    // Time may pass between any two steps, so that whoever waits looks again in the middle of what the other does.
    private RefreshModel ModelOf(Explorer explorer, bool answersTravel = false, int outages = 0)
    {
        explorer.EarlyTicks = outages > 0 ? 0 : 1;
        return new RefreshModel(explorer, _measured) { AnswersTravel = answersTravel, Outages = outages };
    }

    private static async Task RefreshAsync(RefreshModel model)
    {
        var (first, second) = (await model.AddReplicaAsync(), await model.AddReplicaAsync());

        var results = await Task.WhenAll(first.RefreshAsync(), second.RefreshAsync());

        Assert.False(model.Provider.SawATokenTwice);
        Assert.Equal(1, model.Provider.Redemptions);
        var stored = (await model.InStoreAsync())!;
        Assert.Equal(model.Provider.Current, stored.Session.Tokens.RefreshToken);
        Assert.All(results, result => Assert.Equal(stored.Session.Tokens.AccessToken, Assert.IsType<RefreshResult.Fresh>(result).Stored.Session.Tokens.AccessToken));
    }

    private static async Task SignOutAsync(RefreshModel model)
    {
        var (first, second) = (await model.AddReplicaAsync(), await model.AddReplicaAsync());

        var refreshing = first.RefreshAsync();
        var signingOut = second.SignOutAsync();
        await Task.WhenAll(refreshing, signingOut);
        await model.AnnouncedAsync();

        Assert.Equal(SessionWrite.Written, await signingOut);
        Assert.False(model.Provider.SawATokenTwice);
        Assert.Null(await model.InStoreAsync());
        Assert.IsType<SessionLookup.Missing>(await first.Sessions.FindAsync(model.Secret));
        Assert.IsType<SessionLookup.Missing>(await second.Sessions.FindAsync(model.Secret));
        // What a request is given to use was stored first; a token that came too late for that is of no use to anybody.
        if (await refreshing is RefreshResult.Fresh) Assert.Equal(1, model.Writes);
        else Assert.Equal(model.Provider.Redemptions - model.Writes == 1, model.Provider.IsRevoked);
    }

    private async Task DieAsync(Explorer explorer)
    {
        var model = ModelOf(explorer);
        var (first, second) = (await model.AddReplicaAsync(), await model.AddReplicaAsync());

        var dying = first.DieAsync();
        _ = first.RefreshAsync();
        var result = await second.RefreshAsync();

        var stored = await model.InStoreAsync();
        if (stored is null)
        {
            // The provider had given the first replica a token which that one did not live to store.
            Assert.True(first.IsDead && model.Provider.Redemptions == 1, explorer.Trace);
            Assert.IsType<RefreshResult.Ended>(result);
        }
        else
        {
            Assert.False(model.Provider.SawATokenTwice, explorer.Trace);
            Assert.Equal(model.Provider.Current, stored.Session.Tokens.RefreshToken);
            Assert.Equal(stored.Session.Tokens.AccessToken, Assert.IsType<RefreshResult.Fresh>(result).Stored.Session.Tokens.AccessToken);
        }

        await dying;
    }

    private async Task FailOnceAsync(Explorer explorer)
    {
        var model = ModelOf(explorer, outages: 1);
        var (first, second) = (await model.AddReplicaAsync(), await model.AddReplicaAsync());

        var results = await Task.WhenAll(first.RefreshAsync(), second.RefreshAsync());

        Assert.False(model.Provider.SawATokenTwice, explorer.Trace);
        var stored = (await model.InStoreAsync())!;
        Assert.Equal(model.Provider.Current, stored.Session.Tokens.RefreshToken);
        Assert.All(results, result => Assert.True(result is RefreshResult.Fresh or RefreshResult.Unavailable, explorer.Trace));
        Assert.Contains(results, result => result is RefreshResult.Fresh);
    }

    private async Task RunOutAsync(Explorer explorer)
    {
        explorer.EarlyTicks = 0;
        var model = new RefreshModel(explorer, _measured) { LeasesRunOut = true };
        var (first, second) = (await model.AddReplicaAsync(), await model.AddReplicaAsync());

        var results = await Task.WhenAll(first.RefreshAsync(), second.RefreshAsync());
        await model.AnnouncedAsync();

        Assert.Equal(model.Writes == 1, await model.InStoreAsync() is not null);
        Assert.Equal(model.Writes == 1, results.Any(result => result is RefreshResult.Fresh));
    }

    private static void Report(int orders) => TestContext.Current.TestOutputHelper?.WriteLine($"{orders} orders");
}
