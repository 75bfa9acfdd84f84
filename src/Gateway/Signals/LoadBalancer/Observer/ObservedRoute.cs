using Gateway.Signals.Recent;

namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>One route's last minute, second by second, so that the oldest second can leave it.</summary>
internal sealed class ObservedRoute(TimeProvider time)
{
    private const int Minute = 60;

    private readonly Lock _turn = new();
    private readonly ObservedSecond[] _seconds = [.. Enumerable.Range(0, Minute + 1).Select(_ => new ObservedSecond())];

    public void Add(TimeSpan duration, TimeSpan? delta, bool disagrees)
    {
        lock (_turn)
        {
            var now = Now();
            var second = _seconds[now % _seconds.Length];
            if (second.At != now) second.BeginAgain(now);
            second.Requests++;
            second.Durations.Add(duration);
            if (delta is { } known) second.Deltas.Add(known);
            if (disagrees) second.Disagreements++;
        }
    }

    public ObservedFigures Look(string name)
    {
        lock (_turn)
        {
            var now = Now();
            var (durations, deltas) = (new DurationBuckets(), new DurationBuckets());
            var (requests, disagreements) = (0, 0);
            foreach (var second in _seconds.Where(second => second.At > now - Minute))
            {
                requests += second.Requests;
                disagreements += second.Disagreements;
                durations.Add(second.Durations);
                deltas.Add(second.Deltas);
            }

            var (lb, delta) = (durations.Quantiles(), deltas.Quantiles());
            return new(name, requests, Milliseconds(lb.P50), Milliseconds(lb.P99), Milliseconds(delta.P50), Milliseconds(delta.P99), disagreements);
        }
    }

    private static double Milliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 3);

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    private sealed class ObservedSecond
    {
        public long At { get; private set; } = -1;

        public int Requests { get; set; }

        public int Disagreements { get; set; }

        public DurationBuckets Durations { get; } = new();

        public DurationBuckets Deltas { get; } = new();

        public void BeginAgain(long second)
        {
            (At, Requests, Disagreements) = (second, 0, 0);
            Durations.Clear();
            Deltas.Clear();
        }
    }
}
