namespace Gateway.Sessions.Listing;

/// <summary>What an index says: the sessions under a name, or that nobody can tell.</summary>
internal abstract record SessionListing
{
    private SessionListing()
    {
    }

    public sealed record Listed(IReadOnlyList<ListedSession> Sessions) : SessionListing;

    public sealed record Unavailable : SessionListing
    {
        public static readonly Unavailable Instance = new();
    }
}

/// <param name="Entry">What the index says.</param>
/// <param name="IdleEndsAt">When the record ends without activity, by this replica's clock; null while the sign-in is being stored.</param>
/// <param name="Member">The entry as it stands in the index.</param>
internal sealed record ListedSession(SessionEntry Entry, DateTimeOffset? IdleEndsAt, byte[] Member)
{
    public SessionId Id => Entry.Id;

    public bool IsStored => IdleEndsAt is not null;
}
