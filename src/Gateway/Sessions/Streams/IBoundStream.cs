namespace Gateway.Sessions.Streams;

/// <summary>An answer that stays open, a WebSocket or server-sent events: it ends with the session, or the token, it was opened by.</summary>
internal interface IBoundStream
{
    /// <summary>Tells both sides that it is over. Returns at once; only the first reason counts.</summary>
    void End(StreamEnd why);
}

internal enum StreamEnd
{
    /// <summary>Its session is over.</summary>
    SessionEnded = 1,

    /// <summary>Nobody has been able to tell for <c>OutageGrace</c> whether its session is over.</summary>
    SessionUnknown,

    /// <summary>The replica leaves; another one will take the client.</summary>
    GoingAway,

    /// <summary>It was opened by a bearer token, and that is over.</summary>
    TokenEnded,
}
