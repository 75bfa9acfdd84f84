using Gateway.Redis;
using Gateway.Tests.Signals;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Redis;

/// <summary>A real Redis that fails in every way it can be made to, and the word each failure gets.</summary>
public sealed class RedisSignalsTests : IAsyncLifetime
{
    private readonly Measurements _measured = new();
    private RedisServer? _server;
    private RedisConnection? _redis;

    private RedisServer Server => _server!;

    private RedisConnection Redis => _redis!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _redis = GatewayRedis.Make(_server.ConnectionString, TimeSpan.FromMilliseconds(500), _measured.Meters);
        await _redis.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null) await _redis.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _measured.Dispose();
    }

    [Fact]
    public async Task An_answer_is_ok_and_took_its_time()
    {
        Assert.Equal("ok", await WriteAsync());
        Assert.InRange(_measured.Measured("gateway.redis.duration{operation=session_create,result=ok}")!.Value, 0.000_001, 5);
    }

    [Fact]
    public async Task A_frozen_store_times_out_and_its_backlog_shows()
    {
        await Server.FreezeAsync();
        var writing = WriteAsync();
        await Eventually.HoldsAsync(() => _measured.Observe()["gateway.redis.backlog{state=sent}"] > 0, "a command waits for its answer");
        Assert.Equal("timeout", await writing);
        await Server.ThawAsync();
    }

    [Fact]
    public async Task A_killed_store_is_no_connection_and_the_state_says_so_until_it_is_back()
    {
        Assert.Equal("connected", State());
        await Server.KillAsync();
        await Eventually.HoldsAsync(async () => await WriteAsync() == "connection" && State() == "disconnected", "the store is gone");
        await Server.StartAgainAsync();
        await Eventually.HoldsAsync(async () => await WriteAsync() == "ok" && State() == "connected", "the store is back");
    }

    [Theory]
    [InlineData("out_of_memory", "CONFIG SET maxmemory 1")]
    [InlineData("read_only", "REPLICAOF 127.0.0.1 1")]
    [InlineData("writes_refused", "CONFIG SET min-replicas-to-write 3")]
    [InlineData("wrong_password", "ACL SETUSER default -set")]
    public async Task A_store_that_refuses_says_why(string result, string command)
    {
        await AdministerAsync(command);
        await Eventually.HoldsAsync(async () => await WriteAsync() == result, $"a write is counted as {result}");
    }

    [Fact]
    public async Task A_store_whose_password_has_changed_is_told_from_one_that_is_gone()
    {
        await AdministerAsync("CONFIG SET requirepass another");
        await AdministerAsync("CLIENT KILL TYPE normal", ",password=another");
        await Eventually.HoldsAsync(async () => await WriteAsync() == "wrong_password", "a write is counted as wrong_password");
    }

    [Fact]
    public void Before_the_first_connection_the_state_is_connecting()
    {
        using var measured = new Measurements();
        var metrics = new RedisMetrics(measured.Meters);
        metrics.Watch(GatewayRedis.Make("127.0.0.1:1"));
        Assert.Equal(1, measured.Observe()["gateway.redis.state{state=connecting}"]);
        Assert.Equal(0, measured.Observe()["gateway.redis.backlog{state=sent}"]);
    }

    [Theory]
    [InlineData(RedisErrorKind.Loading, "loading")]
    [InlineData(RedisErrorKind.OutOfMemory, "out_of_memory")]
    [InlineData(RedisErrorKind.ReadOnly, "read_only")]
    [InlineData(RedisErrorKind.Misconfigured, "writes_refused")]
    [InlineData(RedisErrorKind.NoReplicas, "writes_refused")]
    [InlineData(RedisErrorKind.WrongPass, "wrong_password")]
    [InlineData(RedisErrorKind.NoAuth, "wrong_password")]
    [InlineData(RedisErrorKind.ClusterDown, "cluster_down")]
    [InlineData(RedisErrorKind.MasterDown, "cluster_down")]
    [InlineData(RedisErrorKind.Busy, "busy")]
    [InlineData(RedisErrorKind.MaxClients, "busy")]
    [InlineData(RedisErrorKind.WrongType, "server")]
    public void Every_error_of_a_server_has_a_word(RedisErrorKind kind, string result) =>
        Assert.Equal(result, RedisOutcomes.Of(new RedisServerException(kind, CommandFlags.None, "as the server put it")).ToTag());

    [Fact]
    public void Words_are_few_and_each_is_used_once()
    {
        Assert.Equal(Enum.GetValues<RedisOutcome>().Length, Enum.GetValues<RedisOutcome>().Select(RedisOutcomes.ToTag).Distinct().Count());
        Assert.Equal(Enum.GetValues<RedisOperation>().Length, Enum.GetValues<RedisOperation>().Select(RedisOperations.ToTag).Distinct().Count());
        Assert.Equal(RedisStates.All.Count, RedisStates.All.Select(RedisStates.ToTag).Distinct().Count());
    }

    private string State() => Assert.Single(_measured.Observe(), series => series.Key.StartsWith("gateway.redis.state{", StringComparison.Ordinal) && series.Value == 1)
        .Key["gateway.redis.state{state=".Length..^1];

    /// <summary>The result that a write was counted as.</summary>
    private async Task<string> WriteAsync()
    {
        string result;
        try
        {
            await Redis.AskAsync(RedisOperation.SessionCreate, database => database.StringSetAsync("key", "value", flags: CommandFlags.DemandMaster));
            result = "ok";
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            result = Redis.OutcomeOf(failure).ToTag();
        }

        Assert.NotNull(_measured.Measured($"gateway.redis.duration{{operation=session_create,result={result}}}"));
        return result;
    }

    private async Task AdministerAsync(string command, string settings = "")
    {
        await using var admin = await ConnectionMultiplexer.ConnectAsync(Server.ConnectionString + ",allowAdmin=true" + settings);
        var words = command.Split(' ');
        await admin.GetDatabase().ExecuteAsync(words[0], [.. words[1..]]);
    }
}
