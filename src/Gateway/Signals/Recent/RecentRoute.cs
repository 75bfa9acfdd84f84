namespace Gateway.Signals.Recent;

/// <summary>The last two minutes of one route, second by second, and its counts since the start. For looking, not for alerting: each replica has its own.</summary>
internal sealed class RecentRoute(string name, TimeProvider time)
{
    public const int Shown = 120;

    private const int RateOver = 10;
    private const int MinuteOver = 60;
    private static readonly TimeSpan[] Quiet = new TimeSpan[Stages.All.Count];

    private readonly Lock _turn = new();
    // Two more than are shown: the one in the making, and the one that is about to be.
    private readonly RecentSecond?[] _seconds = new RecentSecond?[Shown + 2];
    private long _requests;
    private long _errors;

    public void Add(RequestSignals signals, Outcome outcome)
    {
        var second = Now();
        lock (_turn)
        {
            _requests++;
            if (outcome.IsError()) _errors++;
            ref var slot = ref _seconds[second % _seconds.Length];
            slot ??= new RecentSecond();
            if (slot.Second != second) slot.BeginAgain(second);
            slot.Add(signals, outcome.IsError());
        }
    }

    public RouteFigures Look(int active)
    {
        lock (_turn)
        {
            var now = Now();
            var minute = Whole(now, MinuteOver);
            var requests = minute.Sum(second => second.Requests);
            return new RouteFigures(
                name, _requests, _errors, active,
                Rate: (double)Whole(now, RateOver).Sum(second => second.Requests) / RateOver,
                ErrorShare: requests == 0 ? 0 : (double)minute.Sum(second => second.Errors) / requests,
                Merged(minute, second => second.Total), Merged(minute, second => second.Gateway), Merged(minute, second => second.Upstream),
                [.. Enumerable.Range(0, Shown).Select(ago => Figures(now - Shown + ago))]);
        }
    }

    // Whole seconds only: the one in the making would make every rate look like a fall.
    private List<RecentSecond> Whole(long now, int count)
    {
        List<RecentSecond> whole = [];
        for (var second = now - count; second < now; second++)
        {
            if (At(second) is { } recorded) whole.Add(recorded);
        }

        return whole;
    }

    private SecondFigures Figures(long second) => At(second) is { } recorded
        ? new(DateTimeOffset.FromUnixTimeSeconds(second), recorded.Requests, recorded.Errors, recorded.Total.Quantiles(), recorded.MeanStages())
        : new(DateTimeOffset.FromUnixTimeSeconds(second), 0, 0, default, Quiet);

    private RecentSecond? At(long second) => _seconds[second % _seconds.Length] is { } slot && slot.Second == second ? slot : null;

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    private static Quantiles Merged(List<RecentSecond> seconds, Func<RecentSecond, DurationBuckets> durations)
    {
        var all = new DurationBuckets();
        foreach (var second in seconds) all.Add(durations(second));
        return all.Quantiles();
    }
}
