namespace Gateway.Signals;

/// <summary>Names other systems read: the meter, its instruments and their attributes. Dashboards and alert rules are held to this file.</summary>
internal static class MetricNames
{
    public const string Meter = "Gateway";

    public const string RequestDuration = "gateway.request.duration";
    public const string StageDuration = "gateway.request.stage.duration";
    public const string Requests = "gateway.requests";
    public const string ActiveRequests = "gateway.requests.active";
    public const string IngressRefused = "gateway.ingress_wait.refused";
    public const string AccessLogLost = "gateway.access_log.lost";

    public const string SessionLookups = "gateway.sessions.lookups";
    public const string SessionLookupDuration = "gateway.sessions.lookup.duration";
    public const string SessionsStarted = "gateway.sessions.started";
    public const string SessionsEnded = "gateway.sessions.ended";
    public const string SessionsActive = "gateway.sessions.active";
    public const string AuthenticationCache = "gateway.authentication.cache";
    public const string TokenRefreshes = "gateway.token.refreshes";
    public const string TokenDuration = "gateway.token.duration";

    public const string RedisDuration = "gateway.redis.duration";
    public const string RedisState = "gateway.redis.state";
    public const string RedisBacklog = "gateway.redis.backlog";

    public const string TcpConnections = "gateway.tcp.connections";
    public const string TcpOpened = "gateway.tcp.opened";
    public const string TcpListenDrops = "gateway.tcp.listen.drops";

    public const string BalancerDuration = "gateway.lb.duration";
    public const string BalancerDelta = "gateway.lb.delta";
    public const string BalancerDisagreements = "gateway.lb.disagreements";
    public const string BalancerLines = "gateway.lb.lines";

    public const string ConfigurationReloads = "gateway.configuration.reloads";
    public const string BuildInfo = "gateway.build_info";

    public const string Route = "route";
    public const string Stage = "stage";
    public const string Method = "method";
    public const string Code = "code";
    public const string Outcome = "outcome";
    public const string Owner = "owner";
    public const string Operation = "operation";
    public const string Side = "side";
    public const string State = "state";
    public const string BalancerCode = "lb_code";
    public const string ApplicationCode = "app_code";
    public const string Version = "version";
    public const string Commit = "commit";

    public const string Result = "result";
    public const string Source = "source";
    public const string Frontend = "frontend";
    public const string Cause = "cause";
    public const string Kind = "kind";

    /// <summary>The <c>route</c> of requests that no user made: checks. They are in no objective.</summary>
    public const string SyntheticRoute = "synthetic";
}
