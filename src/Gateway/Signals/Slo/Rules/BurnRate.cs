namespace Gateway.Signals.Slo.Rules;

/// <summary>
/// How fast an error budget is used up before somebody is told: so many times faster than what would use it up in exactly 30 days,
/// over a long window, so that it matters, and still in a short one, so that the alert ends when the trouble does.
/// Google, The Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts".
/// </summary>
/// <param name="Factor">Times the sustainable pace.</param>
/// <param name="Long">The window over which it must have been reached.</param>
/// <param name="Short">The window in which it must be reached still.</param>
/// <param name="Severity"><c>page</c>: somebody gets up. <c>ticket</c>: somebody looks at it in the daytime.</param>
internal sealed record BurnRate(string Factor, string Long, string Short, string Severity)
{
    /// <summary>The window of the budget itself, for which the factors are made: 14.4 times for one hour is 2 percent of it.</summary>
    public const string BudgetWindow = "30d";

    public static readonly IReadOnlyList<BurnRate> All =
    [
        new("14.4", "1h", "5m", "page"),
        new("6", "6h", "30m", "page"),
        new("3", "1d", "2h", "ticket"),
        new("1", "3d", "6h", "ticket"),
    ];
}
