using Gateway.Sessions;
using Gateway.Sessions.Listing;
using Gateway.Tests.Redis;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>A session ends while another replica renews its tokens and a third request extends it: it stays ended, and no index names it.</summary>
public sealed class EndVersusRenewalTests(SharedRedis redis)
{
    private const int AtOnce = 50;
    private const int SignIns = 500;

    private static readonly int Rounds = Environment.GetEnvironmentVariable("GATEWAY_TESTS_LONG") == "1" ? 10_000 : 2_500;

    [Fact]
    public async Task No_renewal_and_no_activity_brings_a_session_back_in_thousands_of_races()
    {
        await using var one = await IndexedReplica.StartAsync(redis.Server.ConnectionString);
        await using var other = await IndexedReplica.StartAsync(redis.Server.ConnectionString);
        var ended = new List<SessionSecret>();
        var (renewedFirst, named) = (0, 0);

        for (var round = 0; round < Rounds; round += AtOnce)
        {
            var races = await Task.WhenAll(Enumerable.Range(round, AtOnce).Select(number => RaceAsync(one, other, number)));
            ended.AddRange(races.Select(race => race.Secret));
            renewedFirst += races.Count(race => race.Renewed);
            named += races.Count(race => race.IsNamed);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds} races: the renewal came first in {renewedFirst}, the end in the others.");
        Assert.InRange(renewedFirst, 1, Rounds - 1);
        Assert.Equal(0, named);
        foreach (var secret in ended)
        {
            Assert.IsType<SessionLookup.Missing>(await one.Store.FindAsync(secret));
            Assert.IsType<SessionLookup.Missing>(await one.Sessions.FindAsync(secret));
        }

        // What the other replica may still remember it forgets as it hears of the ends.
        await Eventually.HoldsAsync(() => AllMissingAsync(other, ended), "the other replica has heard of every end");
    }

    [Fact]
    public async Task A_sign_in_that_races_an_end_of_all_the_users_sessions_is_ended_or_can_be_found()
    {
        await using var one = await IndexedReplica.StartAsync(redis.Server.ConnectionString, listens: false);
        await using var other = await IndexedReplica.StartAsync(redis.Server.ConnectionString, listens: false);
        var (refused, hidden) = (0, 0);
        // On a busy machine few ends come in between: then it goes on until one does.
        for (var round = 0; round < SignIns || (refused == 0 && round < 20 * SignIns); round++)
        {
            var secret = SessionSecret.Create();
            var subject = $"newcomer-{Guid.NewGuid()}";
            var session = Sample.Session(secret, TimeProvider.System.GetUtcNow()) with { Subject = subject, ProviderSession = subject };
            var signIn = one.Store.CreateAsync(secret, session);
            await Task.WhenAll(EndAgainAndAgainAsync(), EndAgainAndAgainAsync(), EndAgainAndAgainAsync(), signIn);

            if (await signIn == SessionWrite.Refused) refused++;
            if (await one.Store.FindAsync(secret) is SessionLookup.Found && await one.Index.HoldsAsync(session) != SessionWrite.Written) hidden++;

            async Task EndAgainAndAgainAsync()
            {
                while (!signIn.IsCompleted) await other.Listed.EndSubjectAsync(subject, SessionEndCause.Administrator);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{SignIns} sign-ins or more: {refused} were ended while they were being stored.");
        Assert.Equal(0, hidden);
        Assert.True(refused > 0, "No end came in between: this test raced nothing.");
    }

    private static async Task<bool> AllMissingAsync(IndexedReplica replica, IEnumerable<SessionSecret> secrets)
    {
        foreach (var secret in secrets)
        {
            if (await replica.Sessions.FindAsync(secret) is not SessionLookup.Missing) return false;
        }

        return true;
    }

    private static async Task<Race> RaceAsync(IndexedReplica one, IndexedReplica other, int number)
    {
        var secret = SessionSecret.Create();
        var subject = $"racer-{Guid.NewGuid()}";
        var session = Sample.Session(secret, TimeProvider.System.GetUtcNow()) with { Subject = subject, ProviderSession = subject };
        Assert.Equal(SessionWrite.Written, await one.Sessions.CreateAsync(secret, session));
        var read = Assert.IsType<SessionLookup.Found>(await other.Sessions.FindAsync(secret)).Stored;

        // Which of them the store hears first is up to the two connections; every fourth race gives the renewal a start.
        Task<SessionWrite>? end = null;
        if (number % 4 != 0) end = EndAsync();
        var renewal = other.Sessions.ReplaceAsync(secret, read, session with { Scope = $"renewed {number}" });
        var extension = other.Store.ExtendAsync(session);
        end ??= EndAsync();
        await Task.WhenAll(end, renewal, extension);

        Assert.Equal(SessionWrite.Written, await end);
        var keys = SessionIndexKeys.Of(session, one.Frontends);
        var listings = await Task.WhenAll(keys.Select(one.Index.ListAsync));
        return new Race(secret, await renewal == SessionWrite.Written, listings.Any(listing => listing is not SessionListing.Listed { Sessions: [] }));

        // Half of the ends know the session, the others come by its names, as an administrator's or the provider's do.
        Task<SessionWrite> EndAsync() => number % 2 == 0
            ? one.Sessions.EndAsync(SessionEnd.Of(session, SessionEndCause.User))
            : EndBySubjectAsync();

        async Task<SessionWrite> EndBySubjectAsync() =>
            await one.Listed.EndSubjectAsync(subject, SessionEndCause.Administrator) is { Ended: 1, AreComplete: true } ? SessionWrite.Written : SessionWrite.Refused;
    }

    private readonly record struct Race(SessionSecret Secret, bool Renewed, bool IsNamed);
}
