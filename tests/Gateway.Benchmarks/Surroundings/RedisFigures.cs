using System.Globalization;
using Gateway.Benchmarks.Load;
using StackExchange.Redis;

namespace Gateway.Benchmarks.Surroundings;

/// <summary>What Redis has done so far: commands that carry data (INFO commandstats), and its processor time.</summary>
internal sealed class RedisFigures : IAsyncDisposable
{
    // What clients send to keep a connection, and what this class sends itself.
    private static readonly HashSet<string> Upkeep = new(StringComparer.OrdinalIgnoreCase)
    {
        "ping", "info", "client", "config", "cluster", "hello", "select", "echo", "subscribe", "publish", "role", "command",
    };

    private readonly ConnectionMultiplexer _redis;
    private readonly int _process;

    private RedisFigures(ConnectionMultiplexer redis, int process) => (_redis, _process) = (redis, process);

    public static async Task<RedisFigures> ConnectAsync(string connectionString)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync($"{connectionString},allowAdmin=true");
        var server = await redis.GetServers()[0].InfoAsync("server");
        var process = server.SelectMany(section => section).Single(fact => fact.Key == "process_id").Value;
        return new RedisFigures(redis, int.Parse(process, CultureInfo.InvariantCulture));
    }

    public async Task<long> CommandsAsync()
    {
        var sections = await _redis.GetServers()[0].InfoAsync("commandstats");
        return sections.SelectMany(section => section).Where(fact => !Upkeep.Contains(CommandOf(fact.Key))).Sum(fact => Calls(fact.Value));
    }

    public double Microseconds() => ProcessorTime.MicrosecondsOf(_process);

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    // cmdstat_client|setname: its subcommands are upkeep too.
    private static string CommandOf(string key) => key["cmdstat_".Length..].Split('|')[0];

    // calls=1,usec=2,…
    private static long Calls(string value) => long.Parse(value.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture);
}
