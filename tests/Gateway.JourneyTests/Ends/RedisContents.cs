using System.Text;
using StackExchange.Redis;

namespace Gateway.JourneyTests.Ends;

/// <summary>Everything that lies in a Redis, keys and values, as somebody with a copy of it would read it.</summary>
internal static class RedisContents
{
    public static async Task<string> ReadAsync(string connectionString)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(connectionString);
        var database = redis.GetDatabase();
        var contents = new StringBuilder();
        await foreach (var key in redis.GetServer(connectionString).KeysAsync())
        {
            contents.AppendLine(key.ToString());
            foreach (var value in await ValuesAsync(database, key)) contents.AppendLine(Encoding.Latin1.GetString((byte[]?)value ?? []));
        }

        return contents.ToString();
    }

    private static async Task<IEnumerable<RedisValue>> ValuesAsync(IDatabase database, RedisKey key) => await database.KeyTypeAsync(key) switch
    {
        RedisType.String => [await database.StringGetAsync(key)],
        RedisType.List => await database.ListRangeAsync(key),
        RedisType.Set => await database.SetMembersAsync(key),
        RedisType.SortedSet => await database.SortedSetRangeByRankAsync(key),
        RedisType.Hash => (await database.HashGetAllAsync(key)).SelectMany(entry => new[] { entry.Name, entry.Value }),
        RedisType.None => [],
        var type => throw new InvalidOperationException($"{key} is of a type the gateway does not use: {type}."),
    };
}
