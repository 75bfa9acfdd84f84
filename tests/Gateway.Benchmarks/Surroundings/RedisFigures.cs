using System.Globalization;
using Gateway.Benchmarks.Load;
using StackExchange.Redis;

namespace Gateway.Benchmarks.Surroundings;

/// <summary>What Redis has done so far (INFO commandstats, stats), and its processor time.</summary>
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

    /// <summary>Commands that carry data.</summary>
    public async Task<long> CommandsAsync() => (await CallsAsync()).Where(command => !Upkeep.Contains(command.Name)).Sum(command => command.Calls);

    /// <summary>
    /// Times a socket was read from, but for upkeep. What is sent together is read together: two commands of one request are one round trip,
    /// and under a heavy load several requests over one connection are one as well.
    /// </summary>
    public async Task<long> ReadsAsync()
    {
        var statistics = await _redis.GetServers()[0].InfoAsync("stats");
        var reads = long.Parse(statistics.SelectMany(section => section).Single(fact => fact.Key == "total_reads_processed").Value, CultureInfo.InvariantCulture);
        return reads - (await CallsAsync()).Where(command => Upkeep.Contains(command.Name)).Sum(command => command.Calls);
    }

    public double Microseconds() => ProcessorTime.MicrosecondsOf(_process);

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    private async Task<IEnumerable<(string Name, long Calls)>> CallsAsync()
    {
        var sections = await _redis.GetServers()[0].InfoAsync("commandstats");
        return sections.SelectMany(section => section).Select(fact => (CommandOf(fact.Key), Calls(fact.Value)));
    }

    // cmdstat_client|setname: its subcommands are upkeep too.
    private static string CommandOf(string key) => key["cmdstat_".Length..].Split('|')[0];

    // calls=1,usec=2,…
    private static long Calls(string value) => long.Parse(value.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture);
}
