namespace Gateway.Sessions;

/// <summary>Why a session ended. The last two are involuntary: their target is zero.</summary>
internal enum SessionEndCause
{
    User,
    Idle,
    Absolute,
    BackChannel,
    Administrator,
    RefreshRejected,
    Replaced,
    StoreMissing,
    Unreadable,
}

internal static class SessionEndCauses
{
    /// <summary>The value of the metric's <c>cause</c> attribute.</summary>
    public static string ToTag(this SessionEndCause cause) => cause switch
    {
        SessionEndCause.User => "user",
        SessionEndCause.Idle => "idle",
        SessionEndCause.Absolute => "absolute",
        SessionEndCause.BackChannel => "back-channel",
        SessionEndCause.Administrator => "administrator",
        SessionEndCause.RefreshRejected => "refresh-rejected",
        SessionEndCause.Replaced => "replaced",
        SessionEndCause.StoreMissing => "store-missing",
        SessionEndCause.Unreadable => "unreadable",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "A cause without a name."),
    };
}
