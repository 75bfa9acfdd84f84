namespace Gateway.Signals.Slo.Rules;

/// <summary>The series that the rules record. Each has the labels <c>route</c> and <c>slo</c>.</summary>
internal static class RecordedSeries
{
    /// <summary>The label that tells a route's two objectives apart.</summary>
    public const string Slo = "slo";
    public const string Availability = "availability";
    public const string Latency = "latency";

    /// <summary>The share of requests that may be bad.</summary>
    public const string Budget = "route_slo:gateway_error_budget:ratio";

    /// <summary>How many must be bad before anybody is told.</summary>
    public const string AlertFrom = "route_slo:gateway_alert_from:count";

    /// <summary>The share of the budget that is left; below zero when more was used than there was.</summary>
    public const string BudgetRemaining = "route_slo:gateway_error_budget_remaining:ratio" + BurnRate.BudgetWindow;

    /// <summary>Requests that failed, or were slow.</summary>
    public static string Bad(string window) => $"route_slo:gateway_bad_requests:increase{window}";

    /// <summary>Requests that could have been.</summary>
    public static string Valid(string window) => $"route_slo:gateway_valid_requests:increase{window}";

    public static string BadRatio(string window) => $"route_slo:gateway_bad_requests:ratio{window}";
}
