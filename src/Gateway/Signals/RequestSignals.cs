using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Signals;

/// <summary>
/// One request's account of its time and of what was noted about it. The time is partitioned: at any moment the request is in exactly
/// one stage, so that the stages add up to the duration whatever path it takes. Belongs to the request's own flow; not safe for others.
/// </summary>
internal sealed class RequestSignals
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _pausedBefore;
    private StageTimes _times;
    private Stage _stage = Stage.Gateway;
    private long _since;
    private bool _isOver;

    public RequestSignals(TimeProvider time)
    {
        _time = time;
        _pausedBefore = GC.GetTotalPauseDuration();
        Began = _since = time.GetTimestamp();
    }

    /// <summary>When the gateway began with it, as a timestamp of the clock it was made with.</summary>
    public long Began { get; }

    /// <summary>Null until routing, and for what never got that far.</summary>
    public RouteSignals? Route { get; set; }

    /// <summary>How its route wants to be measured; null where it does not say.</summary>
    public MeasuredRoute? Measured { get; set; }

    /// <summary>The session's id, where the request has one: never the cookie's secret.</summary>
    public string? Session { get; set; }

    /// <summary>What the load balancer calls the request; null when it did not say.</summary>
    public string? RequestId { get; set; }

    /// <summary>The trace that was begun for it; null while nobody asked, and where the client brought one. See <see cref="TraceOfRequest"/>.</summary>
    public string? TraceParent { get; set; }

    /// <summary>Who has to act on the answer, as whoever gave it knows best.</summary>
    public Owner? Owner { get; private set; }

    /// <summary>Turned away to keep the rest alive.</summary>
    public bool IsShed { get; private set; }

    /// <summary>The gateway cut its own answer off.</summary>
    public bool IsBrokenOff { get; private set; }

    /// <summary>The gateway gave up waiting, by a limit of its own.</summary>
    public bool IsTimedOut { get; private set; }

    /// <summary>An upstream answered: a status without an owner is its own.</summary>
    public bool IsForwarded { get; private set; }

    /// <summary>Its answer stays open.</summary>
    public bool IsStream { get; private set; }

    /// <summary>How YARP fared with it; <see cref="ForwarderError.None"/> where it was not asked.</summary>
    public ForwarderError Forwarder { get; set; }

    /// <summary>
    /// From the first step of the pipeline until the answer was whole, or until its headers for an answer that stays open
    /// (<see cref="BecomesStream"/>). Without <see cref="IngressWait"/>.
    /// </summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>Time before the gateway began; null when the load balancer did not say.</summary>
    public TimeSpan? IngressWait { get; set; }

    /// <summary>Time the process stood still for its garbage collector meanwhile.</summary>
    public TimeSpan GcPause { get; private set; }

    /// <summary>Time spent in a stage so far; the one that goes on counts up to its beginning.</summary>
    public TimeSpan In(Stage stage) => stage switch
    {
        Stage.IngressWait => IngressWait ?? TimeSpan.Zero,
        Stage.GcPause => GcPause,
        _ => _isOver ? new TimeSpan(_times[(int)stage]) : _time.GetElapsedTime(0, _times[(int)stage]),
    };

    /// <summary>From here on the time is another stage's.</summary>
    public void Enter(Stage stage)
    {
        if (!_isOver) Account(_stage, _time.GetTimestamp());
        _stage = stage;
    }

    /// <summary>The stage until the returned scope ends; then the one before it again.</summary>
    public StageScope Into(Stage stage)
    {
        var before = _stage;
        Enter(stage);
        return new StageScope(this, before);
    }

    /// <summary>Of the stage that goes on, the last part was the wait for a connection to the upstream.</summary>
    public void Connected(TimeSpan waited)
    {
        if (_isOver) return;
        var now = _time.GetTimestamp();
        var connected = Math.Min((long)(waited.TotalSeconds * _time.TimestampFrequency), now - _since);
        _times[(int)Stage.UpstreamConnect] += connected;
        _since += connected;
        Account(_stage, now);
    }

    /// <summary>The duration up to now, and every stage's up to now with it.</summary>
    public TimeSpan SoFar()
    {
        if (_isOver) return Duration;
        var now = _time.GetTimestamp();
        Account(_stage, now);
        return _time.GetElapsedTime(Began, now);
    }

    public void OwnedBy(Owner owner) => Owner = owner;

    public void Shed(Owner owner) => (IsShed, Owner) = (true, owner);

    public void BrokenOff(Owner owner) => (IsBrokenOff, Owner) = (true, owner);

    public void TimedOut(Owner owner) => (IsTimedOut, Owner) = (true, owner);

    public void Forwarded() => IsForwarded = true;

    /// <summary>
    /// The answer stays open (a WebSocket, server-sent events): how long is the client's wish and no latency, so the account is closed
    /// with its headers.
    /// </summary>
    public void BecomesStream()
    {
        IsStream = true;
        Close();
    }

    /// <summary>The answer is whole.</summary>
    public void Close()
    {
        if (_isOver) return;
        var end = _time.GetTimestamp();
        Account(_stage, end);
        Duration = _time.GetElapsedTime(Began, end);
        GcPause = GC.GetTotalPauseDuration() - _pausedBefore;
        // From the clock's unit to TimeSpan's once: every stage is read several times from here on.
        for (var stage = 0; stage < StageTimes.Count; stage++) _times[stage] = _time.GetElapsedTime(0, _times[stage]).Ticks;
        _isOver = true;
    }

    private void Account(Stage stage, long now)
    {
        _times[(int)stage] += now - _since;
        _since = now;
    }

    [InlineArray(Count)]
    private struct StageTimes
    {
        public const int Count = 9;

        private long _first;
    }
}

/// <summary>A stage that ends with a block.</summary>
internal readonly struct StageScope(RequestSignals? signals, Stage before) : IDisposable
{
    public void Dispose() => signals?.Enter(before);
}

internal static class SignalsOfRequest
{
    /// <summary>Null where signals are off, and for requests that are none of the traffic's.</summary>
    public static RequestSignals? Signals(this HttpContext context) => context.Features.Get<RequestSignals>();

    /// <summary>The request is in this stage until the returned scope ends.</summary>
    public static StageScope During(this HttpContext context, Stage stage) => context.Signals().During(stage);

    /// <inheritdoc cref="During(HttpContext, Stage)"/>
    public static StageScope During(this RequestSignals? signals, Stage stage) => signals?.Into(stage) ?? default;
}
