using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>
/// Tells every replica, through Redis pub/sub, that a session it may remember has ended. Pub/sub keeps nothing: what was sent
/// while a subscription was down is lost. So each replica listens for its own heartbeat; when it falls silent, and until it is
/// heard again, messages may have been missed, and what was learned before <see cref="MissedBefore"/> must be looked up again.
/// </summary>
internal sealed class InvalidationChannel(RedisConnection redis, TimeProvider time, ILogger<InvalidationChannel> logger) : BackgroundService
{
    private const string Ended = "ended ";
    private const string Revoked = "revoked ";
    private const string Alive = "alive ";

    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(2);
    private static readonly RedisChannel Channel = RedisChannel.Literal(RedisKeys.Invalidations);

    private long _heardAt;
    private long _missedBefore;
    private volatile bool _broken = true;

    /// <summary>A session's id, as published by the replica that ended it.</summary>
    public event Action<string>? SessionEnded;

    /// <summary>The hash of a bearer token that was revoked.</summary>
    public event Action<string>? TokenRevoked;

    /// <summary>The channel is heard, for the first time or again: what was said before may have been missed.</summary>
    public event Action? Heard;

    /// <summary>A <see cref="TimeProvider.GetTimestamp"/>: messages sent before it may have been missed.</summary>
    public long MissedBefore => Volatile.Read(ref _missedBefore);

    /// <summary>False while messages may be getting lost.</summary>
    public bool IsHeard => !_broken;

    /// <summary>What this replica alone sends, and listens for.</summary>
    internal string Heartbeat { get; } = Alive + Guid.NewGuid().ToString("N");

    /// <summary>Tells every replica, this one included, that the session is over. A replica not reached finds out within <c>RememberFor</c>.</summary>
    public Task TryPublishEndAsync(string sessionId) => TryPublishAsync(Ended + sessionId);

    /// <summary>Tells every replica, this one included, that a token is revoked. False when it could not be said.</summary>
    public Task<bool> TryPublishRevocationAsync(string tokenHash) => TryPublishAsync(Revoked + tokenHash);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var client = await redis.Client.WaitAsync(stoppingToken);
        client.ConnectionFailed += (_, _) => _broken = true;

        var (subscribed, complained) = (false, false);
        Volatile.Write(ref _heardAt, time.GetTimestamp());
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!subscribed)
                {
                    await client.GetSubscriber().SubscribeAsync(Channel, (_, message) => Receive((string?)message ?? ""));
                    subscribed = true;
                }

                await redis.AskAsync(RedisOperation.Publish, _ => client.GetSubscriber().PublishAsync(Channel, Heartbeat));
            }
            catch (Exception failure)
            {
                logger.ChannelUnreachable(failure.GetType().Name);
            }

            var silent = time.GetElapsedTime(Volatile.Read(ref _heardAt)) > SilentAfter;
            if (silent && !complained) logger.ChannelSilent(SilentAfter);
            complained = silent;
            if (silent) _broken = true;

            await Task.Delay(HeartbeatEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal void Receive(string message)
    {
        // Kinds of message that a newer release sends are none of ours.
        if (message.StartsWith(Ended, StringComparison.Ordinal)) SessionEnded?.Invoke(message[Ended.Length..]);
        else if (message.StartsWith(Revoked, StringComparison.Ordinal)) TokenRevoked?.Invoke(message[Revoked.Length..]);
        else if (message == Heartbeat) HeardMyself();
    }

    private async Task<bool> TryPublishAsync(string message)
    {
        try
        {
            await redis.AskAsync(RedisOperation.Publish, _ => redis.Subscriber.PublishAsync(Channel, message));
            return true;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            logger.ChannelUnreachable(failure.GetType().Name);
            return false;
        }
    }

    private void HeardMyself()
    {
        var now = time.GetTimestamp();
        Volatile.Write(ref _heardAt, now);
        if (!_broken) return;

        Volatile.Write(ref _missedBefore, now);
        _broken = false;
        logger.ChannelHeard();
        Heard?.Invoke();
    }
}
