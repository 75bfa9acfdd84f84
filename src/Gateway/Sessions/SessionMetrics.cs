using System.Diagnostics.Metrics;
using Gateway.Signals;

namespace Gateway.Sessions;

internal sealed class SessionMetrics
{
    private static readonly KeyValuePair<string, object?>[][] Answers =
    [
        Answer("found", "memory"), Answer("found", "remembered"), Answer("found", "store"),
        Answer("missing", "store"), Answer("unavailable", "store"), Answer("unreadable", "store"),
    ];

    private readonly Meter _meter;
    private readonly long[] _lookups = new long[Answers.Length];
    private readonly Histogram<double> _lookupDuration;
    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly long[] _endedByCause = new long[Enum.GetValues<SessionEndCause>().Length];
    private long _startedHere;

    public SessionMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MetricNames.Meter);
        // Read when somebody asks: every request with a session is counted here.
        _meter.CreateObservableCounter(MetricNames.SessionLookups, LookupsSoFar, "{lookup}", "Look-ups of a session by its cookie.");
        _lookupDuration = _meter.CreateHistogram<double>(
            MetricNames.SessionLookupDuration, "s", "How long a look-up took that went to the store. Those from memory take a microsecond and are only counted.");
        _started = _meter.CreateCounter<long>(MetricNames.SessionsStarted, "{session}", "Sessions started by a sign-in.");
        _ended = _meter.CreateCounter<long>(MetricNames.SessionsEnded, "{session}", "Sessions ended, by cause. store-missing and unreadable are involuntary.");
    }

    /// <summary>Shows how many sessions are held in memory whenever somebody reads. Nobody walks through them to leave out what ran out.</summary>
    public void Watch(RememberedSessions sessions) => _meter.CreateObservableUpDownCounter(
        MetricNames.SessionsActive,
        () => sessions.CountsByFrontend.Select(count => new Measurement<long>(count.Value, new KeyValuePair<string, object?>(MetricNames.Frontend, count.Key))),
        "{session}",
        "Sessions this replica holds in memory. One that ran out counts until it is asked for again or makes room.");

    /// <summary>Sessions started at this replica since it did.</summary>
    public long StartedHere => Volatile.Read(ref _startedHere);

    /// <summary>Sessions ended at this replica since it started.</summary>
    public long EndedHere(SessionEndCause cause) => Volatile.Read(ref _endedByCause[(int)cause]);

    public void LookedUp(SessionLookup answer) => Interlocked.Increment(ref _lookups[IndexOf(answer)]);

    public void WentToStore(SessionLookup answer, TimeSpan duration) => _lookupDuration.Record(duration.TotalSeconds, Answers[IndexOf(answer)]);

    public void Started(string frontend)
    {
        Interlocked.Increment(ref _startedHere);
        _started.Add(1, new KeyValuePair<string, object?>(MetricNames.Frontend, frontend));
    }

    public void Ended(string frontend, SessionEndCause cause)
    {
        Interlocked.Increment(ref _endedByCause[(int)cause]);
        _ended.Add(
            1,
            new KeyValuePair<string, object?>(MetricNames.Frontend, frontend),
            new KeyValuePair<string, object?>(MetricNames.Cause, cause.ToTag()));
    }

    private IEnumerable<Measurement<long>> LookupsSoFar() => Answers
        .Select((answer, index) => new Measurement<long>(Volatile.Read(ref _lookups[index]), answer))
        .Where(lookups => lookups.Value > 0);

    // The place in Answers.
    private static int IndexOf(SessionLookup answer) => answer switch
    {
        SessionLookup.Found { Source: SessionSource.Memory } => 0,
        SessionLookup.Found { Source: SessionSource.Remembered } => 1,
        SessionLookup.Found { Source: SessionSource.Store } => 2,
        SessionLookup.Missing => 3,
        SessionLookup.Unavailable { Reason: UnavailableReason.StoreUnreachable } => 4,
        SessionLookup.Unavailable { Reason: UnavailableReason.RecordUnreadable } => 5,
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "A look-up without a name."),
    };

    private static KeyValuePair<string, object?>[] Answer(string result, string source) => [new(MetricNames.Result, result), new(MetricNames.Source, source)];
}
