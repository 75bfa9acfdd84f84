using Gateway.Signals.Recent;

namespace Gateway.Operations.LivePage;

/// <summary>The routes' figures for all pages that are open: worked out once for those that ask in the same second.</summary>
internal sealed class LiveRoutes(RecentSignals recent, TimeProvider time)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMilliseconds(500);

    private readonly Lock _turn = new();
    private IReadOnlyList<RouteFigures>? _figures;
    private long _lookedAt;

    public IReadOnlyList<RouteFigures> All()
    {
        lock (_turn)
        {
            if (_figures is not null && time.GetElapsedTime(_lookedAt) < GoodFor) return _figures;
            _lookedAt = time.GetTimestamp();
            return _figures = recent.Routes();
        }
    }

    public RouteFigures? One(string name) => All().FirstOrDefault(route => route.Route == name);
}
