using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Gateway.Sessions.Streams;

/// <summary>
/// The streams open at this replica, by session. Bounded by the connections that are open: a stream is here from its first byte
/// to its last. An end of a session that this replica makes or hears of ends its streams at once; <see cref="CheckAsync"/> finds
/// the ends nobody announced: idle, absolute, and what a cut invalidation channel hid.
/// </summary>
internal sealed class BoundStreams : IDisposable
{
    private const int AskedAtOnce = 64;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly RememberedSessions _sessions;
    private readonly SessionEnds _ends;
    private readonly IOptionsMonitor<UserSessionOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<BoundStreams> _logger;

    private readonly Lock _gate = new();
    private readonly HashSet<IBoundStream> _open = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<SessionId, OfOneSession> _bySession = [];
    private readonly List<OfOneSession> _checked = [];
    private bool _left;

    public BoundStreams(
        RememberedSessions sessions, SessionEnds ends, IOptionsMonitor<UserSessionOptions> options, TimeProvider time, ILogger<BoundStreams> logger)
    {
        (_sessions, _ends, _options, _time, _logger) = (sessions, ends, options, time, logger);
        _sessions.EndKnown += EndSession;
    }

    public int Open
    {
        get
        {
            lock (_gate) return _open.Count;
        }
    }

    /// <param name="stream">What to end.</param>
    /// <param name="session">The session it was opened in; null for a stream of nobody, or of a token: here it ends only when the replica leaves.</param>
    public void Add(IBoundStream stream, SessionSecret? session)
    {
        bool left;
        lock (_gate)
        {
            left = _left;
            if (!left)
            {
                _open.Add(stream);
                if (session is not null) Of(session).Streams.Add(stream);
            }
        }

        if (left) stream.End(StreamEnd.GoingAway);
        // Between the request's look-up and this moment the session may have ended, and nobody would say so again.
        else if (session is not null && _ends.IsKnown(session.Id)) stream.End(StreamEnd.SessionEnded);
    }

    public void Remove(IBoundStream stream, SessionSecret? session)
    {
        lock (_gate)
        {
            _open.Remove(stream);
            if (session is null || !_bySession.TryGetValue(session.Id, out var bound)) return;
            bound.Streams.Remove(stream);
            if (bound.Streams.Count == 0) _bySession.Remove(session.Id);
        }
    }

    /// <summary>Looks every session that has streams up again; memory answers for most, so this is cheap and may be frequent.</summary>
    public async Task CheckAsync()
    {
        _checked.Clear();
        lock (_gate) _checked.AddRange(_bySession.Values);

        var asking = new List<Task>();
        foreach (var bound in _checked)
        {
            var lookup = _sessions.FindAsync(bound.Secret);
            if (lookup.IsCompletedSuccessfully)
            {
                Judge(bound, await lookup);
                continue;
            }

            asking.Add(JudgeAsync(bound, lookup));
            if (asking.Count < AskedAtOnce) continue;
            await Task.WhenAll(asking);
            asking.Clear();
        }

        await Task.WhenAll(asking);
    }

    /// <summary>
    /// Tells every stream that this replica leaves: spread over the second half of the time, when load balancers have noticed, so
    /// that clients neither come back here nor all arrive elsewhere at the same moment. Streams opened afterwards are told at once.
    /// </summary>
    public async Task LeaveAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        var half = within / 2;
        await Task.Delay(half, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        var told = Snapshot();
        RandomNumberGenerator.Shuffle(told.AsSpan());
        var steps = Math.Max(1, (int)(half / Step));
        for (var step = 0; step < steps; step++)
        {
            foreach (var stream in told[Share(step)..Share(step + 1)]) stream.End(StreamEnd.GoingAway);
            if (step < steps - 1) await Task.Delay(Step, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_gate) _left = true;
        var late = Snapshot().Except(told).ToArray();
        foreach (var stream in late) stream.End(StreamEnd.GoingAway);
        if (told.Length + late.Length > 0) _logger.StreamsToldToLeave(told.Length, late.Length);

        int Share(int step) => (int)((long)told.Length * step / steps);
    }

    public void Dispose() => _sessions.EndKnown -= EndSession;

    private void EndSession(SessionId id)
    {
        IBoundStream[] streams;
        lock (_gate)
        {
            if (!_bySession.TryGetValue(id, out var bound)) return;
            streams = [.. bound.Streams];
        }

        foreach (var stream in streams) stream.End(StreamEnd.SessionEnded);
    }

    private async Task JudgeAsync(OfOneSession bound, ValueTask<SessionLookup> lookup) => Judge(bound, await lookup);

    private void Judge(OfOneSession bound, SessionLookup answer)
    {
        switch (answer)
        {
            case SessionLookup.Found { Source: SessionSource.Remembered }:
                break;
            case SessionLookup.Found:
                bound.SureAt = _time.GetTimestamp();
                break;
            case SessionLookup.Missing:
                EndAll(bound, StreamEnd.SessionEnded);
                break;
            case SessionLookup.Unavailable:
                if (_time.GetElapsedTime(bound.SureAt) > _options.CurrentValue.OutageGrace) EndAll(bound, StreamEnd.SessionUnknown);
                break;
            default:
                throw new InvalidOperationException($"A look-up without meaning: {answer.GetType().Name}.");
        }
    }

    private void EndAll(OfOneSession bound, StreamEnd why)
    {
        IBoundStream[] streams;
        lock (_gate) streams = [.. bound.Streams];
        foreach (var stream in streams) stream.End(why);
    }

    private IBoundStream[] Snapshot()
    {
        lock (_gate) return [.. _open];
    }

    private OfOneSession Of(SessionSecret session)
    {
        if (_bySession.TryGetValue(session.Id, out var bound)) return bound;
        return _bySession[session.Id] = new OfOneSession(session) { SureAt = _time.GetTimestamp() };
    }

    private sealed class OfOneSession(SessionSecret secret)
    {
        public SessionSecret Secret { get; } = secret;

        public HashSet<IBoundStream> Streams { get; } = new(ReferenceEqualityComparer.Instance);

        /// <summary>When the store, or memory it vouches for, last said that the session lives.</summary>
        public long SureAt { get; set; }
    }
}
