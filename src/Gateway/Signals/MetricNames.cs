namespace Gateway.Signals;

/// <summary>Names other systems read: the meter, its instruments and their attributes. Dashboards and alert rules are held to this file.</summary>
internal static class MetricNames
{
    public const string Meter = "Gateway";

    public const string SessionLookups = "gateway.sessions.lookups";
    public const string SessionsStarted = "gateway.sessions.started";
    public const string SessionsEnded = "gateway.sessions.ended";
    public const string AuthenticationCache = "gateway.authentication.cache";
    public const string TokenRefreshes = "gateway.token.refreshes";
    public const string TokenDuration = "gateway.token.duration";
    public const string ConfigurationReloads = "gateway.configuration.reloads";

    public const string Result = "result";
    public const string Source = "source";
    public const string Frontend = "frontend";
    public const string Cause = "cause";
    public const string Kind = "kind";
}
