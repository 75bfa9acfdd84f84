using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tests.Redis;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>What a session costs in a real Redis, with its key, its indexes and Redis's own bookkeeping.</summary>
public sealed class SessionMemoryTests
{
    private const int Sessions = 2_000;
    private const int MostBytes = 2_253; // 2.2 KB

    [Fact]
    public async Task A_session_of_two_900_byte_tokens_and_12_claims_takes_at_most_2_2_KiB_with_its_indexes()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var replica = await IndexedReplica.StartAsync(redis.ConnectionString, listens: false);
        await using var client = await redis.ConnectAsync();
        var database = client.GetDatabase();
        var before = await UsedAsync();

        var last = "";
        for (var number = 0; number < Sessions; number++)
        {
            var secret = SessionSecret.Create();
            Assert.Equal(SessionWrite.Written, await replica.Store.CreateAsync(secret, Common(secret.Id, number)));
            last = secret.Id.Value;
        }

        var each = (await UsedAsync() - before) / Sessions;
        var record = (long)await database.ExecuteAsync("MEMORY", "USAGE", RedisKeys.Session(last), "SAMPLES", "0");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"A session takes {each} bytes of Redis's memory in all; its record {record} by itself, {await database.StringLengthAsync(RedisKeys.Session(last))} of them data.");
        Assert.InRange(each, 1, MostBytes);

        async Task<long> UsedAsync()
        {
            var info = (string)(await database.ExecuteAsync("INFO", "memory"))!;
            var line = info.Split('\n').Single(line => line.StartsWith("used_memory:", StringComparison.Ordinal));
            return long.Parse(line["used_memory:".Length..].Trim(), CultureInfo.InvariantCulture);
        }
    }

    private static UserSession Common(SessionId id, int number)
    {
        var now = TimeProvider.System.GetUtcNow();
        var subject = Guid.NewGuid().ToString();
        var sid = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var mail = $"user{number}.name{number % 97}@customers.example.com";
        return new UserSession
        {
            Id = id,
            Frontend = "shop",
            Subject = subject,
            ProviderSession = sid,
            ProviderSessionState = null,
            Scope = "openid profile email offline_access orders.write",
            Claims =
            [
                new("sub", subject), new("sid", sid), new("name", $"User Name{number}"), new("given_name", "User"), new("family_name", $"Name{number}"),
                new("preferred_username", mail), new("email", mail), new("email_verified", "true"), new("locale", "en-GB"), new("zoneinfo", "Europe/London"),
                new("role", "buyer"), new("tenant", $"tenant-{number % 13}"),
            ],
            Tokens = new SessionTokens
            {
                AccessToken = Jwt("at+jwt", subject, mail, now),
                AccessTokenExpiresAt = now.AddMinutes(10),
                RefreshToken = Random(32),
                IdToken = Jwt("JWT", subject, mail, now),
            },
            SignedInAt = now,
            EndsAt = now.AddHours(12),
        };
    }

    private static string Jwt(string type, string subject, string mail, DateTimeOffset now)
    {
        var header = Encode(JsonSerializer.Serialize(new { alg = "RS256", typ = type, kid = "2026-03-signing" }));
        var payload = new Dictionary<string, object>
        {
            ["iss"] = "https://id.example.com/realms/customers",
            ["sub"] = subject,
            ["aud"] = new[] { "orders", "payments" },
            ["client_id"] = "shop",
            ["scope"] = "openid profile email offline_access orders.write",
            ["exp"] = now.ToUnixTimeSeconds() + 600,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["jti"] = Random(16),
            ["email"] = mail,
        };
        var signature = Random(256);
        var text = $"{header}.{Encode(JsonSerializer.Serialize(payload))}.{signature}";
        // Up to 900 bytes with a claim of the size that is left.
        payload["groups"] = "";
        var left = (900 - $"{header}.{Encode(JsonSerializer.Serialize(payload))}.{signature}".Length) * 3 / 4;
        if (left > 0) payload["groups"] = string.Join(' ', Enumerable.Range(0, 40).Select(number => $"group-{number}"))[..left];
        text = $"{header}.{Encode(JsonSerializer.Serialize(payload))}.{signature}";
        Assert.InRange(text.Length, 890, 905);
        return text;
    }

    private static string Random(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
