using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Signals.LoadBalancer;
using Gateway.Signals.Recent;
using Tags = System.Collections.Generic.KeyValuePair<string, object?>[];

namespace Gateway.Signals;

/// <summary>
/// What one route has of its own: its attributes, made once, so that recording allocates nothing, and its recent figures.
/// </summary>
internal sealed class RouteSignals(string name, TimeProvider time)
{
    // Known methods times codes that have a meaning times outcomes and owners that go together: a few dozen for any real route.
    private readonly ConcurrentDictionary<RequestKind, RequestCount> _requests = new();
    private readonly Tags[] _durations = [.. Outcomes.All.Select(outcome => Attributes((MetricNames.Route, name), (MetricNames.Outcome, outcome.ToTag())))];
    private readonly Tags[] _stages = [.. Stages.All.Select(stage => Attributes((MetricNames.Route, name), (MetricNames.Stage, stage.ToTag())))];
    private RequestCount? _last;
    private int _active;

    public string Name => name;

    /// <summary>How the load balancer is told whose answer it is.</summary>
    public string ServerTimingName { get; } = ServerTiming.Named(name);

    public int Active => Volatile.Read(ref _active);

    public RecentRoute Recent { get; } = new(name, time);

    public void Began() => Interlocked.Increment(ref _active);

    public void Ended() => Interlocked.Decrement(ref _active);

    public Tags OfDuration(Outcome outcome) => _durations[(int)outcome];

    public Tags OfStage(Stage stage) => _stages[(int)stage];

    /// <summary>Its requests so far, by everything they are counted by.</summary>
    public IEnumerable<Measurement<long>> Requests => _requests.Values.Select(count => count.Measurement);

    public void Count(string method, int code, RequestOutcome outcome)
    {
        var kind = new RequestKind(BoundedNames.MethodIndex(method), BoundedNames.KnownCode(code), outcome.Outcome, outcome.Owner);
        // Nearly always what it was the last time.
        var last = Volatile.Read(ref _last);
        if (last is null || last.Kind != kind) Volatile.Write(ref _last, last = _requests.TryGetValue(kind, out var known) ? known : _requests.GetOrAdd(kind, Describe));
        last.Add();
    }

    private RequestCount Describe(RequestKind kind) => new(kind, Attributes(
        (MetricNames.Route, name),
        (MetricNames.Method, BoundedNames.MethodAt(kind.Method)),
        (MetricNames.Code, BoundedNames.Code(kind.Code)),
        (MetricNames.Outcome, kind.Outcome.ToTag()),
        (MetricNames.Owner, kind.Owner?.ToTag() ?? Owners.Nobody)));

    private static Tags Attributes(params (string Name, string Value)[] attributes) =>
        [.. attributes.Select(attribute => new KeyValuePair<string, object?>(attribute.Name, attribute.Value))];

    private readonly record struct RequestKind(int Method, int Code, Outcome Outcome, Owner? Owner);

    private sealed class RequestCount(RequestKind kind, Tags tags)
    {
        private long _requests;

        public RequestKind Kind => kind;

        public Measurement<long> Measurement => new(Volatile.Read(ref _requests), tags);

        public void Add() => Interlocked.Increment(ref _requests);
    }
}
