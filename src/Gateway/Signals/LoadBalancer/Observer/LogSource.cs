namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>Where lines come from, and how it fares with them.</summary>
internal abstract class LogSource(string name, Comparison comparison, ObserverMetrics metrics, ILogger logger, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan ComplainAtMostEvery = TimeSpan.FromMinutes(1);

    private long _malformed;
    private long _complainedAt;

    protected ILogger Logger => logger;

    protected TimeProvider Time => time;

    protected void Take(ReadOnlyMemory<byte> line)
    {
        var parsed = LogLine.Parse(line);
        metrics.Read(name, parsed);
        if (parsed is LogLine.Malformed) Complain();
        comparison.Take(parsed);
    }

    /// <summary>A line that cannot even be held.</summary>
    protected void Skip()
    {
        metrics.Read(name, new LogLine.Malformed());
        Complain();
    }

    // Never the line itself: nobody knows what is in it.
    private void Complain()
    {
        _malformed++;
        if (_complainedAt != 0 && time.GetElapsedTime(_complainedAt) < ComplainAtMostEvery) return;
        _complainedAt = time.GetTimestamp();
        logger.LinesMalformed(_malformed, name);
        _malformed = 0;
    }
}
