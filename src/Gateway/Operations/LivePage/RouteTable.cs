using Gateway.Signals.Recent;

namespace Gateway.Operations.LivePage;

/// <summary>
/// Which routes are shown, in which order. Figures change every second, places only now and then, and never under the pointer or the
/// keyboard's focus: nobody can read or hit a line that jumps.
/// </summary>
internal sealed class RouteTable(TimeProvider time)
{
    private static readonly TimeSpan OrderHolds = TimeSpan.FromSeconds(5);

    private List<string> _order = [];
    private long _orderedAt;
    private bool _again = true;

    public RouteColumn SortedBy { get; private set; } = RouteColumn.Name;

    public bool Descending { get; private set; }

    public string Filter { get; private set; } = "";

    /// <summary>Somebody is at a line.</summary>
    public bool IsHeld { get; set; }

    public IReadOnlyList<RouteFigures> Rows { get; private set; } = [];

    /// <summary>A figure is first sorted from its largest down, names from A.</summary>
    public void SortBy(RouteColumn column)
    {
        Descending = SortedBy == column ? !Descending : column.Value is not null;
        SortedBy = column;
        _again = true;
    }

    public void FilterBy(string? text)
    {
        Filter = text?.Trim() ?? "";
        _again = true;
    }

    public void Take(IReadOnlyList<RouteFigures> routes)
    {
        var wanted = routes.Where(route => route.Route.Contains(Filter, StringComparison.OrdinalIgnoreCase)).ToDictionary(route => route.Route);
        if (_again || (!IsHeld && time.GetElapsedTime(_orderedAt) >= OrderHolds))
        {
            _order = [.. SortedBy.Sort(wanted.Values, Descending).Select(route => route.Route)];
            (_again, _orderedAt) = (false, time.GetTimestamp());
        }

        // Routes that were asked for the first time since stand at the end until then.
        Rows = [.. _order.Where(wanted.ContainsKey).Concat(wanted.Keys.Except(_order).Order(StringComparer.Ordinal)).Select(name => wanted[name])];
    }
}
