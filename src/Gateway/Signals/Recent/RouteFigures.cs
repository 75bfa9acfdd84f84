namespace Gateway.Signals.Recent;

/// <summary>One route as it does now, at this replica: what the live page and <c>/api/routes</c> show.</summary>
/// <param name="Route">The <c>route</c> attribute of its metrics.</param>
/// <param name="Requests">Requests since the process started, as <c>gateway.requests</c> counts them.</param>
/// <param name="Errors">Those of them whose outcome is an error.</param>
/// <param name="Active">Requests in flight.</param>
/// <param name="Rate">Requests a second over the last ten whole seconds.</param>
/// <param name="ErrorShare">Errors among the last minute's requests, 0 to 1.</param>
/// <param name="Total">Durations of the last minute.</param>
/// <param name="Gateway">The part of them that was not the upstream's.</param>
/// <param name="Upstream">The part of them spent connecting to the upstream and waiting for it.</param>
/// <param name="Seconds">The last two minutes, oldest first, one entry a whole second, quiet seconds included.</param>
internal sealed record RouteFigures(
    string Route, long Requests, long Errors, int Active, double Rate, double ErrorShare,
    Quantiles Total, Quantiles Gateway, Quantiles Upstream, IReadOnlyList<SecondFigures> Seconds);

/// <summary>Two quantiles of the same durations; both zero when there were none.</summary>
/// <param name="P50">Half of the requests were faster.</param>
/// <param name="P99">One in a hundred was slower.</param>
internal readonly record struct Quantiles(TimeSpan P50, TimeSpan P99);

/// <summary>One second of a route.</summary>
/// <param name="At">When it began.</param>
/// <param name="Requests">Requests that ended in it.</param>
/// <param name="Errors">Those of them whose outcome is an error.</param>
/// <param name="Total">Their durations.</param>
/// <param name="Stages">Mean time a request spent in each stage, indexed by <see cref="Stage"/>.</param>
internal sealed record SecondFigures(DateTimeOffset At, int Requests, int Errors, Quantiles Total, IReadOnlyList<TimeSpan> Stages);
