namespace Gateway.JourneyTests.Faults;

/// <summary>
/// Living objects that a blocking collection has to walk: the more, the longer everything stands still. Each batch is one list whose
/// neighbours lie far apart, so that every step of the walk misses the processor's caches and few megabytes go a long way.
/// </summary>
internal sealed class GarbageWeight
{
    private const int BatchSize = 200_000;
    private const int Corrections = 3;

    private readonly List<Node> _batches = [];

    /// <summary>Makes the next collections last about this long, and says how long the last trial lasted.</summary>
    public TimeSpan Make(TimeSpan wanted)
    {
        if (_batches.Count == 0) Add(4);
        var pause = Settled();
        for (var correction = 0; correction < Corrections && Math.Abs(pause / wanted - 1) > 0.1; correction++)
        {
            var batches = Math.Clamp((int)Math.Round(_batches.Count * (wanted / pause)), 1, 4 * _batches.Count);
            if (batches > _batches.Count) Add(batches - _batches.Count);
            else _batches.RemoveRange(batches, _batches.Count - batches);
            pause = Settled();
        }

        return pause;
    }

    public void Drop()
    {
        _batches.Clear();
        Collect();
    }

    /// <summary>One blocking collection, and for how long it really stopped the process.</summary>
    public static TimeSpan Collect()
    {
        var before = GC.GetTotalPauseDuration();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        return GC.GetTotalPauseDuration() - before;
    }

    // The first collection after a change moves the new objects up: only the ones after it are alike. The shorter of two: what else this
    // machine does makes them longer, never shorter.
    private static TimeSpan Settled()
    {
        Collect();
        var (first, second) = (Collect(), Collect());
        return first < second ? first : second;
    }

    private void Add(int batches)
    {
        for (var batch = 0; batch < batches; batch++)
        {
            var nodes = new Node[BatchSize];
            for (var i = 0; i < nodes.Length; i++) nodes[i] = new Node();
            for (var i = 1; i < nodes.Length; i++) nodes[Far(i - 1)].Next = nodes[Far(i)];
            _batches.Add(nodes[0]);
        }
    }

    // A prime without a factor of BatchSize: every node once, each megabytes away from the one before.
    private static int Far(int i) => (int)(i * 104_729L % BatchSize);

    private sealed class Node
    {
        public Node? Next { get; set; }
    }
}
