namespace Gateway.Sessions;

/// <summary>The three answers to "which session is this?". Only <see cref="Missing"/> means that the user is not signed in.</summary>
internal abstract record SessionLookup
{
    private SessionLookup()
    {
    }

    /// <param name="Stored">The session as last read.</param>
    /// <param name="Source">Where it was read from.</param>
    public sealed record Found(StoredSession Stored, SessionSource Source) : SessionLookup;

    /// <summary>A healthy primary said that there is no such session.</summary>
    public sealed record Missing : SessionLookup
    {
        public static readonly Missing Instance = new();
    }

    /// <summary>Nobody can tell: the store did not answer, or its answer cannot be read by this release.</summary>
    public sealed record Unavailable(UnavailableReason Reason) : SessionLookup;
}

internal enum SessionSource
{
    /// <summary>This replica's memory, confirmed by the store within <c>RememberFor</c>.</summary>
    Memory,

    /// <summary>The store itself.</summary>
    Store,

    /// <summary>This replica's memory while the store does not answer, within <c>OutageGrace</c>.</summary>
    Remembered,
}

internal enum UnavailableReason
{
    StoreUnreachable,
    RecordUnreadable,
}
