using Gateway.Frontends;

namespace Gateway.Sessions.Listing;

/// <summary>Sessions found and ended by what they are called, without a cookie: by users, administrators and identity providers.</summary>
internal sealed class ListedSessions(SessionIndex index, RememberedSessions sessions, FrontendDirectory frontends)
{
    /// <summary>A user's sessions at one frontend.</summary>
    public Task<SessionListing> OfAsync(UserSession session) => SessionIndexKeys.Of(session, frontends) is [var subject, ..]
        ? ListAsync([subject], listed => listed.Entry.Frontend == session.Frontend)
        : Task.FromResult<SessionListing>(new SessionListing.Listed([]));

    /// <summary>A subject's sessions at every frontend and issuer.</summary>
    public Task<SessionListing> OfSubjectAsync(string subject) => ListAsync(SubjectKeys(subject), _ => true);

    /// <summary>Ends a subject's sessions everywhere.</summary>
    public Task<SessionEndings> EndSubjectAsync(string subject, SessionEndCause cause) => EndAsync(SubjectKeys(subject), _ => true, cause);

    /// <summary>Ends the sessions of one client that came of one session at the provider; without its <c>sid</c>, all of the subject.</summary>
    public async Task<SessionEndings> EndAsync(Frontend client, string? subject, string? sid, SessionEndCause cause)
    {
        var authority = client.Options.Identity.Authority;
        if (sid is null) return await EndAsync([SessionIndexKeys.OfSubject(authority, subject!)], OfClient, cause);

        var ofSid = SessionIndexKeys.OfProviderSession(authority, sid);
        if (subject is null) return await EndAsync([ofSid], OfClient, cause);

        var subjectKey = SessionIndexKeys.OfSubject(authority, subject);
        if (await index.ListAsync(subjectKey) is not SessionListing.Listed ofSubject) return SessionEndings.None;
        var ids = ofSubject.Sessions.Select(session => session.Id).ToHashSet();
        return await EndAsync(ofSid, listed => OfClient(listed) && ids.Contains(listed.Id), cause, alsoNamedBy: subjectKey);

        bool OfClient(ListedSession listed) => frontends.ByName(listed.Entry.Frontend)?.Options.Identity is { } identity
            && identity.ClientId == client.Options.Identity.ClientId
            && SessionIndexKeys.SameIssuer(identity.Authority, authority);
    }

    /// <summary>Ends one session on every replica, known to this one or not.</summary>
    public Task<SessionWrite> EndAsync(SessionId id, SessionEndCause cause) =>
        sessions.EndAsync(new SessionEnd(id, SessionEnd.UnknownFrontend, cause));

    private IReadOnlyList<string> SubjectKeys(string subject) =>
        [.. frontends.All.Select(frontend => SessionIndexKeys.OfSubject(frontend.Options.Identity.Authority, subject)).Distinct()];

    private async Task<SessionListing> ListAsync(IReadOnlyList<string> keys, Func<ListedSession, bool> wanted)
    {
        var listings = await Task.WhenAll(keys.Select(index.ListAsync));
        var found = listings.OfType<SessionListing.Listed>().ToList();
        if (found.Count < listings.Length) return SessionListing.Unavailable.Instance;
        return new SessionListing.Listed([.. found.SelectMany(listing => listing.Sessions).Where(listed => listed.IsStored && wanted(listed)).OrderBy(listed => listed.Entry.SignedInAt)]);
    }

    private async Task<SessionEndings> EndAsync(IReadOnlyList<string> keys, Func<ListedSession, bool> wanted, SessionEndCause cause)
    {
        var endings = await Task.WhenAll(keys.Select(key => EndAsync(key, wanted, cause)));
        return new SessionEndings(endings.Sum(ending => ending.Ended), endings.All(ending => ending.AreComplete));
    }

    private async Task<SessionEndings> EndAsync(
        string key, Func<ListedSession, bool> wanted, SessionEndCause cause, string? alsoNamedBy = null)
    {
        if (await index.ListAsync(key) is not SessionListing.Listed listing) return SessionEndings.None;
        List<ListedSession> ending = [.. listing.Sessions.Where(wanted)];
        if (ending.Count == 0) return new SessionEndings(0, AreComplete: true);

        // A sign-in that is being stored finds its entry gone, and gives up; an entry with a record stays until that is gone.
        List<ListedSession> starting = [.. ending.Where(listed => !listed.IsStored)];
        if (starting.Count > 0 && !await index.TryTakeAsync(key, starting)) return SessionEndings.None;

        var writes = await Task.WhenAll(ending.Select(listed => sessions.EndAsync(new SessionEnd(listed.Id, listed.Entry.Frontend, cause))));
        List<ListedSession> ended = [.. ending.Zip(writes).Where(pair => pair.Second != SessionWrite.Unavailable).Select(pair => pair.First)];
        var taken = ended.Count == 0 || await index.TryTakeAsync(key, ended);
        if (alsoNamedBy is not null && ended.Count > 0) await index.TryTakeAsync(alsoNamedBy, ended);
        return new SessionEndings(writes.Count(write => write == SessionWrite.Written), taken && ended.Count == ending.Count);
    }
}

/// <param name="Ended">How many sessions ended.</param>
/// <param name="AreComplete">False when the store stopped answering before all had.</param>
internal readonly record struct SessionEndings(int Ended, bool AreComplete)
{
    /// <summary>The store did not answer.</summary>
    public static SessionEndings None => new(0, AreComplete: false);
}
