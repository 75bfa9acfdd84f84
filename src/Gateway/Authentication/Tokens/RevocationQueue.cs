using System.Buffers.Binary;
using System.Security.Cryptography;
using Gateway.Redis;
using MessagePack;
using Microsoft.AspNetCore.DataProtection;
using StackExchange.Redis;

namespace Gateway.Authentication.Tokens;

/// <summary>
/// Orders that outlive the replica they were given to: a sorted set in Redis by the time of the next attempt, each order sealed
/// under the replicas' shared keys. Whoever takes one moves its time ahead, so that nobody else takes it meanwhile, and one
/// whose taker dies comes back. Methods throw what Redis and the key ring throw.
/// </summary>
internal sealed class RevocationQueue(RedisConnection redis, IDataProtectionProvider protection)
{
    /// <summary>How long an order is left to its taker: longer than a provider is waited for.</summary>
    public static readonly TimeSpan TakenFor = TimeSpan.FromSeconds(30);

    private const int DateSize = sizeof(long);
    private const int MostOrders = 10_000;

    private const string Now = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)

        """;

    private const string Add = Now + """
        if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
        redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
        redis.call('PEXPIRE', KEYS[1], ARGV[4])
        return 1
        """;

    private const string Take = Now + """
        local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
        for _, order in ipairs(due) do redis.call('ZADD', KEYS[1], now + ARGV[2], order) end
        return due
        """;

    private const string Move = Now + "return redis.call('ZADD', KEYS[1], 'XX', now + ARGV[2], ARGV[1])";

    private static readonly RedisKey[] Key = [RedisKeys.Revocations];

    private readonly IDataProtector _protector = protection.CreateProtector("gateway revocations");

    /// <summary>In front of what is sealed stands when it was given: who cannot open an order still knows when to give it up.</summary>
    public byte[] Seal(RevocationOrder order)
    {
        var sealedOrder = _protector.Protect(order.Serialize());
        var dated = new byte[DateSize + sealedOrder.Length];
        BinaryPrimitives.WriteInt64BigEndian(dated, order.GivenAt.ToUnixTimeMilliseconds());
        sealedOrder.CopyTo(dated, DateSize);
        return dated;
    }

    public static bool IsOlderThan(TimeSpan age, byte[] dated, DateTimeOffset now) =>
        dated.Length < DateSize || now.ToUnixTimeMilliseconds() - BinaryPrimitives.ReadInt64BigEndian(dated) > age.TotalMilliseconds;

    /// <summary>Null when it was sealed under keys that this replica does not have.</summary>
    public RevocationOrder? Open(byte[] dated)
    {
        try
        {
            return RevocationOrder.Deserialize(_protector.Unprotect(dated[DateSize..]));
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or MessagePackSerializationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Adds an order that the caller has taken. False when there are too many already.</summary>
    public async Task<bool> AddTakenAsync(byte[] sealedOrder) => (bool)await redis.AskAsync(RedisOperation.RevocationQueue, database => database.ScriptEvaluateAsync(
        Add,
        Key,
        [sealedOrder, (long)TakenFor.TotalMilliseconds, MostOrders, (long)(RevocationSchedule.GiveUpAfter * 2).TotalMilliseconds],
        CommandFlags.DemandMaster));

    public async Task<IReadOnlyList<byte[]>> TakeDueAsync(int most) =>
        [.. ((RedisValue[]?)await redis.AskAsync(RedisOperation.RevocationQueue, database =>
                database.ScriptEvaluateAsync(Take, Key, [most, (long)TakenFor.TotalMilliseconds], CommandFlags.DemandMaster)) ?? [])
            .Select(order => (byte[])order!)];

    public Task PostponeAsync(byte[] sealedOrder, TimeSpan wait) =>
        redis.AskAsync(RedisOperation.RevocationQueue, database =>
            database.ScriptEvaluateAsync(Move, Key, [sealedOrder, (long)wait.TotalMilliseconds], CommandFlags.DemandMaster));

    public Task RemoveAsync(byte[] sealedOrder) => redis.AskAsync(
        RedisOperation.RevocationQueue, database => database.SortedSetRemoveAsync(RedisKeys.Revocations, sealedOrder, CommandFlags.DemandMaster));
}
