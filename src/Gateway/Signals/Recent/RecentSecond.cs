namespace Gateway.Signals.Recent;

/// <summary>What ended on a route within one second. Reused when its second is over two minutes old.</summary>
internal sealed class RecentSecond
{
    private readonly TimeSpan[] _stages = new TimeSpan[Stages.All.Count];

    public long Second { get; private set; } = -1;

    public int Requests { get; private set; }

    public int Errors { get; private set; }

    public DurationBuckets Total { get; } = new();

    public DurationBuckets Gateway { get; } = new();

    public DurationBuckets Upstream { get; } = new();

    public void BeginAgain(long second)
    {
        (Second, Requests, Errors) = (second, 0, 0);
        Array.Clear(_stages);
        Total.Clear();
        Gateway.Clear();
        Upstream.Clear();
    }

    public void Add(RequestSignals signals, bool isError)
    {
        Requests++;
        if (isError) Errors++;
        for (var stage = Stage.IngressWait; stage <= Stage.GcPause; stage++) _stages[(int)stage] += signals.In(stage);

        var upstream = signals.In(Stage.UpstreamConnect) + signals.In(Stage.UpstreamWait) + signals.In(Stage.UpstreamBody);
        Total.Add(signals.Duration);
        Upstream.Add(upstream);
        Gateway.Add(signals.Duration - upstream);
    }

    public IReadOnlyList<TimeSpan> MeanStages() => [.. _stages.Select(sum => sum / Requests)];
}
