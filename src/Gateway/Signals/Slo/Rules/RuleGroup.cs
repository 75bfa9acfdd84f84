namespace Gateway.Signals.Slo.Rules;

/// <summary>Rules that Prometheus evaluates one after the other, in this order.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Interval">How often; null for Prometheus's own <c>evaluation_interval</c>.</param>
/// <param name="Rules">What is recorded, or fires.</param>
internal sealed record RuleGroup(string Name, string? Interval, IReadOnlyList<Rule> Rules);

/// <summary>Records a series, or fires an alert.</summary>
/// <param name="Kind"><c>record</c> or <c>alert</c>.</param>
/// <param name="Name">The series or the alert.</param>
/// <param name="Expression">PromQL.</param>
/// <param name="Labels">Given to what it records or fires.</param>
internal sealed record Rule(string Kind, string Name, string Expression, IReadOnlyList<KeyValuePair<string, string>> Labels)
{
    /// <summary>What people read of an alert.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Annotations { get; init; } = [];

    public static Rule Record(string name, string expression, params KeyValuePair<string, string>[] labels) => new("record", name, expression, labels);

    public static Rule Alert(string name, string expression, params KeyValuePair<string, string>[] labels) => new("alert", name, expression, labels);
}
