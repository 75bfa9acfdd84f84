namespace Gateway.Operations.LivePage;

/// <summary>Tells every open page once a second to draw itself again. One timer for all of them, none while nobody looks.</summary>
internal sealed class Ticker(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Lock _turn = new();
    private readonly List<Action> _viewers = [];
    private ITimer? _timer;

    /// <summary>Calls until the answer is disposed; never after that has returned, but for a call under way.</summary>
    public IDisposable Watch(Action tick)
    {
        lock (_turn)
        {
            _viewers.Add(tick);
            _timer ??= time.CreateTimer(_ => Tick(), state: null, Every, Every);
        }

        return new Viewer(this, tick);
    }

    public void Dispose() => _timer?.Dispose();

    private void Tick()
    {
        Action[] viewers;
        lock (_turn) viewers = [.. _viewers];
        foreach (var viewer in viewers) viewer();
    }

    private void Leave(Action tick)
    {
        lock (_turn)
        {
            _viewers.Remove(tick);
            if (_viewers.Count > 0) return;
            _timer?.Dispose();
            _timer = null;
        }
    }

    private sealed class Viewer(Ticker ticker, Action tick) : IDisposable
    {
        public void Dispose() => ticker.Leave(tick);
    }
}
