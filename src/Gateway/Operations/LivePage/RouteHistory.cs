using Gateway.Signals;
using Gateway.Signals.Recent;

namespace Gateway.Operations.LivePage;

/// <summary>A route's last two minutes as its page draws them.</summary>
internal sealed class RouteHistory(RouteFigures route)
{
    private const int Minute = 60;

    /// <summary>The stages that add up; the collector's pauses overlap them, and are listed but not stacked.</summary>
    public static IReadOnlyList<Stage> Stacked { get; } = [.. Stages.All.Where(stage => stage != Stage.GcPause)];

    public IReadOnlyList<ChartPoint> P50 { get; } = Points(route, second => second.Total.P50.TotalMilliseconds);

    public IReadOnlyList<ChartPoint> P99 { get; } = Points(route, second => second.Total.P99.TotalMilliseconds);

    public IReadOnlyList<ChartPoint> Requests { get; } = Points(route, second => second.Requests);

    public IReadOnlyList<ChartPoint> Errors { get; } = Points(route, second => second.Errors);

    public IReadOnlyList<ChartPoint> Of(Stage stage) => Points(route, second => second.Stages[(int)stage].TotalMilliseconds);

    /// <summary>What a request of the last minute spent in the stage, on average.</summary>
    public TimeSpan Mean(Stage stage)
    {
        var minute = route.Seconds.TakeLast(Minute).Where(second => second.Requests > 0).ToList();
        return minute.Count == 0 ? TimeSpan.Zero : minute.Aggregate(TimeSpan.Zero, (sum, second) => sum + (second.Stages[(int)stage] * second.Requests)) / minute.Sum(second => second.Requests);
    }

    private static ChartPoint[] Points(RouteFigures route, Func<SecondFigures, double> value) =>
        [.. route.Seconds.Select((second, i) => new ChartPoint(i + 1 - route.Seconds.Count, value(second)))];
}
