using System.Diagnostics.Metrics;
using Gateway.Signals;

namespace Gateway.Sessions;

internal sealed class SessionMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _lookups;
    private readonly Histogram<double> _lookupDuration;
    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly long[] _endedByCause = new long[Enum.GetValues<SessionEndCause>().Length];
    private long _startedHere;

    public SessionMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MetricNames.Meter);
        _lookups = _meter.CreateCounter<long>(MetricNames.SessionLookups, "{lookup}", "Look-ups of a session by its cookie.");
        _lookupDuration = _meter.CreateHistogram<double>(
            MetricNames.SessionLookupDuration, "s", "How long a look-up took that went to the store. Those from memory take a microsecond and are only counted.");
        _started = _meter.CreateCounter<long>(MetricNames.SessionsStarted, "{session}", "Sessions started by a sign-in.");
        _ended = _meter.CreateCounter<long>(MetricNames.SessionsEnded, "{session}", "Sessions ended, by cause. store-missing and unreadable are involuntary.");
    }

    /// <summary>Shows how many sessions are remembered whenever somebody reads.</summary>
    public void Watch(RememberedSessions sessions) => _meter.CreateObservableUpDownCounter(
        MetricNames.SessionsActive,
        () => sessions.CountsByFrontend.Select(count => new Measurement<long>(count.Value, new KeyValuePair<string, object?>(MetricNames.Frontend, count.Key))),
        "{session}",
        "Sessions this replica remembers.");

    /// <summary>Sessions started at this replica since it did.</summary>
    public long StartedHere => Volatile.Read(ref _startedHere);

    /// <summary>Sessions ended at this replica since it started.</summary>
    public long EndedHere(SessionEndCause cause) => Volatile.Read(ref _endedByCause[(int)cause]);

    public void LookedUp(SessionLookup answer)
    {
        var (result, source) = Tags(answer);
        _lookups.Add(1, result, source);
    }

    public void WentToStore(SessionLookup answer, TimeSpan duration)
    {
        var (result, source) = Tags(answer);
        _lookupDuration.Record(duration.TotalSeconds, result, source);
    }

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

    private static (KeyValuePair<string, object?> Result, KeyValuePair<string, object?> Source) Tags(SessionLookup answer)
    {
        var (result, source) = answer switch
        {
            SessionLookup.Found { Source: SessionSource.Memory } => ("found", "memory"),
            SessionLookup.Found { Source: SessionSource.Remembered } => ("found", "remembered"),
            SessionLookup.Found { Source: SessionSource.Store } => ("found", "store"),
            SessionLookup.Missing => ("missing", "store"),
            SessionLookup.Unavailable { Reason: UnavailableReason.StoreUnreachable } => ("unavailable", "store"),
            SessionLookup.Unavailable { Reason: UnavailableReason.RecordUnreadable } => ("unreadable", "store"),
            _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "A look-up without a name."),
        };
        return (new(MetricNames.Result, result), new(MetricNames.Source, source));
    }
}
