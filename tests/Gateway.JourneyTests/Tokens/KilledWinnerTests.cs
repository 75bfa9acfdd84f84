using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Gateway.JourneyTests.Load;
using Gateway.JourneyTests.Surroundings;
using StackExchange.Redis;
using Xunit;

namespace Gateway.JourneyTests.Tokens;

/// <summary>
/// The replica that redeems a refresh token is killed at a random moment, and the provider takes no token twice. A session may then be
/// lost in one case only: the provider had rotated the token and the new one was not stored yet.
/// </summary>
[Collection(WaitingJourneys.Name)]
public sealed partial class KilledWinnerTests
{
    private const int Requests = 30;

    private static readonly TimeSpan TokenLife = TimeSpan.FromSeconds(3);

    private readonly ProviderWitness _witness = new();

    private enum Moment
    {
        BeforeTheProviderKnows,
        WhileItAnswers,
        AfterItAnswered,
    }

    private static int Runs => LongForm.IsAsked ? 100 : 4;

    [Fact]
    public async Task A_killed_winner_costs_a_session_only_where_the_protocol_makes_it_unavoidable()
    {
        await using var world = await World.StartAsync(new WorldOptions
        {
            Identity = options => _witness.Watch(options with { FirstAccessTokenLifetime = TokenLife }),
            Settings = new Dictionary<string, string> { ["Gateway:Tokens:RefreshBefore"] = "00:00:00" },
        });
        await using var redis = await ConnectionMultiplexer.ConnectAsync(world.Redis.ConnectionString);
        var users = await Crowd.SignInAsync(world, Runs);
        await Task.Delay(TokenLife, TimeProvider.System);

        var outcomes = new List<Outcome>();
        foreach (var (run, user) in users.Index()) outcomes.Add(await RunAsync(world, redis, user, (Moment)(run % 3)));

        var lost = outcomes.Where(outcome => outcome.Lost).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Runs} winners killed: {outcomes.Count(outcome => outcome.Rotated)} after the rotation, {outcomes.Count(outcome => outcome.Stored)} after the write; "
            + $"{lost.Count} sessions lost, all of them in the unavoidable window; {outcomes.Count(outcome => outcome.Counted)} counted as refused refresh tokens");
        Assert.All(outcomes, outcome => Assert.True(outcome.Lost == outcome.IsUnavoidable, outcome.ToString()));
        Assert.All(outcomes, outcome => Assert.True(outcome.Counted == outcome.Lost, outcome.ToString()));
        Assert.Contains(outcomes, outcome => !outcome.Lost);
    }

    private async Task<Outcome> RunAsync(World world, ConnectionMultiplexer redis, SignedInUser user, Moment moment)
    {
        var session = Sid().Match((await user.CallAsync(HttpMethod.Get, "/bff/user")).Body).Groups["sid"].Value;
        var killed = new TaskCompletionSource<(GatewayProcess Gateway, bool Rotated, bool Stored)>();
        _witness.Reset();
        _witness.Around = async handle =>
        {
            // Only the first: whoever takes over is left alone.
            _witness.Around = next => next();
            var owner = (string?)await redis.GetDatabase().StringGetAsync($"gateway:{{{session}}}:refresh");
            var winner = world.Gateways.Single(gateway => owner?.Contains($":{gateway.ProcessId}:", StringComparison.Ordinal) == true);
            var handling = moment == Moment.BeforeTheProviderKnows ? Task.FromResult(0) : handle();
            if (moment == Moment.AfterItAnswered) await handling;
            var dying = KillAsync(winner, handling);
            // The answer leaves when this returns.
            if (moment != Moment.AfterItAnswered) await dying;
        };

        async Task KillAsync(GatewayProcess winner, Task<int> handling)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(12)), TimeProvider.System);
            await winner.KillAsync();
            var rotated = await handling == (int)HttpStatusCode.OK;
            // What the dead replica had sent to Redis is there by now, and nobody takes over before its lease has run out.
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            killed.SetResult((winner, rotated, await RevisionAsync(redis, session) > 1));
        }

        var requests = Enumerable.Range(0, Requests).Select(number => TryCallAsync(user, world.Gateways[number % world.Gateways.Count])).ToList();
        var (gateway, rotated, stored) = await killed.Task;
        await Task.WhenAll(requests);

        var survivor = world.Gateways.First(other => other != gateway);
        HttpStatusCode? answer = null;
        await Eventually.HoldsAsync(
            async () => (answer = await TryCallAsync(user, survivor)) is HttpStatusCode.OK or HttpStatusCode.Unauthorized,
            TimeSpan.FromSeconds(15),
            () => $"the session is decided after the winner's death. The last answer was {answer}. {survivor.Output}");
        var counted = world.Gateways.Where(other => other != gateway).Any(other => other.Output.Contains($"refresh token of session {session} was refused", StringComparison.Ordinal));
        await gateway.DisposeAsync();
        await gateway.StartAsync();
        return new Outcome(moment, rotated, stored, answer == HttpStatusCode.Unauthorized, counted);
    }

    private static async Task<HttpStatusCode?> TryCallAsync(SignedInUser user, GatewayProcess gateway)
    {
        try
        {
            return (await user.CallAsync(HttpMethod.Get, new Uri(gateway.Origin, "/api/orders").ToString())).Status;
        }
        catch (HttpRequestException)
        {
            // This one was sent to the dying replica.
            return null;
        }
    }

    private static async Task<long> RevisionAsync(ConnectionMultiplexer redis, string session)
    {
        var revision = (byte[]?)await redis.GetDatabase().StringGetRangeAsync($"gateway:{{{session}}}:session", 1, 8);
        return revision is { Length: 8 } ? BinaryPrimitives.ReadInt64BigEndian(revision) : 0;
    }

    [GeneratedRegex("sid=(?<sid>[A-Za-z0-9_-]{43})")]
    private static partial Regex Sid();

    private sealed record Outcome(Moment Moment, bool Rotated, bool Stored, bool Lost, bool Counted)
    {
        public bool IsUnavoidable => Rotated && !Stored;

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Moment}: rotated {Rotated}, stored {Stored}, lost {Lost}, counted {Counted}");
    }
}
