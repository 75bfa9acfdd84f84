using System.Globalization;
using System.Security.Cryptography;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Sessions.Listing;
using Gateway.Sessions.Records;
using Gateway.Tests.Sessions;
using StackExchange.Redis;

namespace Gateway.Benchmarks.Growth;

/// <summary>
/// Sessions in a Redis as sign-ins leave them there, each with a secret, a subject and an index entry of its own. What a sign-in does one after the
/// other is sent in one stream. The records of those who will ask are sealed by the gateway's own code; compressing a million takes minutes, and
/// Redis cannot tell a sealed record from noise, so those who never ask have noise of the same length.
/// </summary>
/// <param name="Sessions">How many.</param>
/// <param name="Callers">Header lines of some of them, evenly spread over all.</param>
/// <param name="BytesEach">Of Redis's memory, with the indexes and its own bookkeeping.</param>
/// <param name="RecordBytes">Of those, one record (MEMORY USAGE).</param>
/// <param name="IndexBytes">And the entries of one session in both indexes.</param>
/// <param name="Seconds">How long it took to make and write them.</param>
internal sealed record SessionPopulation(int Sessions, IReadOnlyList<string> Callers, double BytesEach, long RecordBytes, long IndexBytes, double Seconds)
{
    private const int Chunk = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromHours(12);

    /// <param name="redis">Empty.</param>
    /// <param name="sessions">How many.</param>
    /// <param name="callers">Of how many the cookies are kept.</param>
    public static async Task<SessionPopulation> WriteAsync(string redis, int sessions, int callers)
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true,syncTimeout=60000,asyncTimeout=60000");
        var (database, server) = (client.GetDatabase(), client.GetServers()[0]);
        // Writing the file anew, again and again as it doubles, is not what is measured here.
        await server.ConfigSetAsync("appendonly", "no");
        var before = await UsedMemoryAsync(server);
        var began = TimeProvider.System.GetTimestamp();
        var kept = new List<string>(callers);
        var last = Person.SignIn(noise: null);
        var common = last.Record.Length;
        Task writing = Task.CompletedTask;
        for (var first = 0; first < sessions; first += Chunk)
        {
            var people = new Person[Math.Min(Chunk, sessions - first)];
            var start = first;
            Parallel.For(0, people.Length, number => people[number] = Person.SignIn(Asks(start + number) ? null : common));
            await writing;
            writing = WriteAsync(database, people);
            for (var number = 0; number < people.Length; number++)
            {
                if (Asks(first + number)) kept.Add($"Cookie: {GrowthWorld.CookieName}={people[number].Secret.ToCookieValue()}");
            }

            last = people[^1];
        }

        await writing;
        var took = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        return new SessionPopulation(
            sessions, kept, (await UsedMemoryAsync(server) - before) / (double)sessions, await UsageAsync(database, last!.Key),
            await UsageAsync(database, last.SubjectIndex) + await UsageAsync(database, last.ProviderIndex), took);

        bool Asks(int number) => number % (sessions / callers) == 0;
    }

    private static async Task WriteAsync(IDatabase database, Person[] people)
    {
        var end = TimeProvider.System.GetUtcNow() + Lifetime;
        foreach (var person in people)
        {
            foreach (var index in (string[])[person.SubjectIndex, person.ProviderIndex])
            {
                _ = database.SortedSetAddAsync(index, person.Entry, end.ToUnixTimeMilliseconds(), flags: CommandFlags.FireAndForget);
                _ = database.KeyExpireAsync(index, end.UtcDateTime, flags: CommandFlags.FireAndForget);
            }

            _ = database.StringSetAsync(person.Key, person.Record, Lifetime, flags: CommandFlags.FireAndForget);
        }

        // Answered when everything before it is.
        await database.PingAsync();
    }

    private static async Task<long> UsedMemoryAsync(IServer server)
    {
        var memory = await server.InfoAsync("memory");
        return long.Parse(memory.SelectMany(section => section).Single(fact => fact.Key == "used_memory").Value, CultureInfo.InvariantCulture);
    }

    private static async Task<long> UsageAsync(IDatabase database, string key) => (long)await database.ExecuteAsync("MEMORY", "USAGE", key, "SAMPLES", "0");

    /// <summary>What one sign-in leaves.</summary>
    private sealed record Person(SessionSecret Secret, string Key, byte[] Record, byte[] Entry, string SubjectIndex, string ProviderIndex)
    {
        /// <param name="noise">How long the record is of somebody who never asks; null for a sealed one.</param>
        public static Person SignIn(int? noise)
        {
            var secret = SessionSecret.Create();
            var now = TimeProvider.System.GetUtcNow();
            var (subject, sid) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString("N"));
            var common = Sample.Large(secret.Id);
            var session = common with
            {
                Frontend = GrowthWorld.Frontend,
                Subject = subject,
                ProviderSession = sid,
                SignedInAt = now,
                EndsAt = now + Day,
                Tokens = common.Tokens with { AccessTokenIssuedAt = now, AccessTokenExpiresAt = now + Day },
            };
            var record = noise is { } size ? RandomNumberGenerator.GetBytes(size) : SessionSeal.Seal(secret, session, revision: 1);
            return new Person(
                secret, RedisKeys.Session(secret.Id.Value), record, SessionEntry.Write(session),
                SessionIndexKeys.OfSubject(GrowthWorld.Authority, subject), SessionIndexKeys.OfProviderSession(GrowthWorld.Authority, sid));
        }
    }
}
