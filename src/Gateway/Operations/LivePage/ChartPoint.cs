namespace Gateway.Operations.LivePage;

/// <summary>One point of a chart. Public, for the charts read it by reflection.</summary>
/// <param name="Ago">Seconds ago, negative: the axis stands still and the line moves.</param>
/// <param name="Value">In the chart's unit.</param>
public sealed record ChartPoint(double Ago, double Value);
