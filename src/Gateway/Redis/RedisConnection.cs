using Gateway.Signals.Saturation;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>
/// The one connection to Redis. It starts without Redis and heals by itself: a gateway that waits for its store would turn a
/// store outage into an outage of everything. Until the first connection is made <see cref="Database"/> throws
/// <see cref="RedisConnectionException"/>, which callers treat like any other unavailability.
/// </summary>
internal sealed class RedisConnection(
    IConfiguration configuration, TimeProvider time, RedisMetrics metrics, TcpTraffic traffic, ILogger<RedisConnection> logger, ILoggerFactory loggerFactory)
    : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan DefaultStoreTimeout = TimeSpan.FromMilliseconds(250);

    private readonly TaskCompletionSource<IConnectionMultiplexer> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectionMultiplexer? _multiplexer;
    private long _reconnectedAt;
    private volatile bool _wasConnected;
    private volatile RedisOutcome _lastAttempt;
    private volatile string? _lastFailure;

    /// <summary>Completes once the client exists; the client itself may still be without a server.</summary>
    public Task<IConnectionMultiplexer> Client => _connected.Task;

    /// <summary>For libraries that want it whole; our own calls go through <see cref="AskAsync{T}"/>, which times them.</summary>
    public IDatabase Database => (_multiplexer ?? throw NotYetConnected()).GetDatabase();

    public ISubscriber Subscriber => (_multiplexer ?? throw NotYetConnected()).GetSubscriber();

    /// <summary>How long ago a lost connection came back; null when none was ever lost.</summary>
    public TimeSpan? ReconnectedAgo => Volatile.Read(ref _reconnectedAt) is var at and not 0 ? time.GetElapsedTime(at) : null;

    /// <summary>What kind of failure the connection had last, whether or not it is back; null when it never had one.</summary>
    public string? LastFailure => _lastFailure;

    public bool IsConnected => _multiplexer is { IsConnected: true };

    public RedisState State
    {
        get
        {
            if (IsConnected) return RedisState.Connected;
            if (_connected.Task.IsFaulted) return RedisState.Impossible;
            return _wasConnected ? RedisState.Disconnected : RedisState.Connecting;
        }
    }

    /// <summary>Commands that wait to be sent, and those that wait for their answer.</summary>
    public (long Unsent, long Sent) Counters => _multiplexer?.GetCounters() is { } counters
        ? (counters.Interactive.PendingUnsentItems + counters.Subscription.PendingUnsentItems,
            counters.Interactive.SentItemsAwaitingResponse + counters.Subscription.SentItemsAwaitingResponse)
        : (0, 0);

    /// <summary>Asks the store and notes how long it took and what came of it: the one place where this is done.</summary>
    public async Task<T> AskAsync<T>(RedisOperation operation, Func<IDatabase, Task<T>> ask)
    {
        var askedAt = time.GetTimestamp();
        try
        {
            var answer = await ask(Database);
            metrics.Asked(operation, RedisOutcome.Ok, time.GetElapsedTime(askedAt));
            return answer;
        }
        catch (Exception failure)
        {
            metrics.Asked(operation, OutcomeOf(failure), time.GetElapsedTime(askedAt));
            throw;
        }
    }

    /// <summary>The word for a failure of this store.</summary>
    public RedisOutcome OutcomeOf(Exception failure)
    {
        var outcome = RedisOutcomes.Of(failure);
        return outcome == RedisOutcome.Connection && _lastAttempt != RedisOutcome.Ok ? _lastAttempt : outcome;
    }

    /// <summary>As the other, for what has no answer but that it is done.</summary>
    public Task AskAsync(RedisOperation operation, Func<IDatabase, Task> ask) => AskAsync(operation, async database =>
    {
        await ask(database);
        return true;
    });

    /// <summary>Waits for the first connection, but not long: a replica that is ready before it knows its store fails its first users.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Watch(this);
        return ConnectAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_multiplexer is not null) await _multiplexer.DisposeAsync();
    }

    private async Task ConnectAsync()
    {
        try
        {
            var timeout = configuration.GetValue("Gateway:Sessions:StoreTimeout", DefaultStoreTimeout);
            var options = RedisSettings.Parse(configuration[RedisSettings.Key] ?? RedisSettings.Default, timeout);
            options.LoggerFactory = loggerFactory;
            // The one event that tells of every attempt; what a call that finds no connection is told is only how the last one was lost.
            options.ConnectionAttemptCompleted += (_, attempt) => _lastAttempt = RedisOutcomes.Of(attempt);
            options.BeforeSocketConnect = (_, _, socket) => traffic.Watch(TcpSide.Store, socket);

            var multiplexer = await ConnectionMultiplexer.ConnectAsync(options);
            multiplexer.ConnectionFailed += (_, failure) =>
            {
                _lastFailure = failure.FailureType.ToString();
                logger.ConnectionLost(failure.ConnectionType, failure.FailureType);
            };
            multiplexer.ConnectionRestored += (_, restored) =>
            {
                _wasConnected = true;
                Volatile.Write(ref _reconnectedAt, time.GetTimestamp());
                logger.ConnectionRestored(restored.ConnectionType);
            };
            _wasConnected = multiplexer.IsConnected;
            if (!_wasConnected)
            {
                _lastFailure ??= nameof(ConnectionFailureType.UnableToConnect);
                logger.StartedWithoutRedis();
            }

            _multiplexer = multiplexer;
            _connected.SetResult(multiplexer);
        }
        catch (Exception failure)
        {
            // Only what no retry can mend ends here, such as a malformed option that passed the settings check.
            _lastFailure = failure.GetType().Name;
            logger.ConnectionImpossible(failure.GetType().Name);
            _connected.SetException(failure);
        }
    }

    private static RedisConnectionException NotYetConnected() =>
        new(ConnectionFailureType.UnableToConnect, CommandFlags.None, "The connection to Redis has not been made yet.");
}
