using Gateway.Frontends;
using Gateway.Signals;

namespace Gateway.Sessions;

/// <summary>Whose session does a request's cookie name? From memory it costs a hash and makes nothing; only who is not known there is looked up in the store.</summary>
internal sealed class CookieSessions(RememberedSessions sessions, SessionMetrics metrics, TimeProvider time)
{
    /// <summary>Null when there is no cookie that could be a session's. Whoever is found is active by it, where the requirement says so.</summary>
    public ValueTask<SessionLookup?> FindAsync(HttpContext context, SessionRequirement requirement)
    {
        var frontend = context.Frontend();
        var cookie = SessionCookie.ValueOf(context.Request.Headers.Cookie, frontend.CookieName);
        if (!SessionSecret.TryReadKey(cookie, out var key)) return default;
        if (sessions.Recall(key) is not { } known) return new(AskAsync(context, requirement, frontend, key));
        return new(Accept(context, known, requirement, frontend, key));
    }

    private async Task<SessionLookup?> AskAsync(HttpContext context, SessionRequirement requirement, Frontend frontend, SessionKey key)
    {
        SessionLookup answer;
        using (context.During(Stage.Session))
        {
            var looking = sessions.FindAsync(SessionCookie.Read(context.Request.Headers.Cookie, frontend.CookieName)!);
            if (looking.IsCompleted) answer = await looking; // another request has just learned it
            else
            {
                var askedAt = time.GetTimestamp();
                answer = await looking;
                metrics.WentToStore(answer, time.GetElapsedTime(askedAt));
            }
        }

        return Accept(context, answer, requirement, frontend, key);
    }

    private SessionLookup Accept(HttpContext context, SessionLookup found, SessionRequirement requirement, Frontend frontend, SessionKey key)
    {
        var answer = AcceptedBy(requirement, found, frontend);
        metrics.LookedUp(answer);
        if (answer is not SessionLookup.Found { Stored: var stored }) return answer;

        context.Signals()?.Session = stored.Session.Id.Value;
        if (requirement.CountsAsActivity) sessions.NoteActivity(key);
        return answer;
    }

    private static SessionLookup AcceptedBy(SessionRequirement requirement, SessionLookup answer, Frontend frontend) => answer switch
    {
        SessionLookup.Found { Source: SessionSource.Remembered } when !requirement.AcceptRemembered =>
            new SessionLookup.Unavailable(UnavailableReason.StoreUnreachable),
        SessionLookup.Found found when found.Stored.Session.Frontend != frontend.Name => SessionLookup.Missing.Instance,
        _ => answer,
    };
}
