using System.Security.Claims;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Signals;
using Microsoft.AspNetCore.Authorization;

namespace Gateway.Authentication.Tokens;

/// <summary>
/// Sees to it that the user's access token is alive before it goes upstream. Behind authorization, so that no token is renewed
/// for a request that is refused; only on routes that send it. A token near its end is renewed behind the request's back.
/// </summary>
internal sealed class TokenRefreshMiddleware(RequestDelegate next, TokenRefresh refresh)
{
    private const string SignInAgain = "Your tokens cannot be renewed. Sign in again at /bff/login.";
    private const string DeadOnArrival = "The identity provider gives tokens that are dead on arrival.";
    private const string NoneForThis = "The identity provider gives no token for this service in your name.";
    private const string TryAgain = "Your tokens cannot be renewed right now. You are still signed in; try again shortly.";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<UserAccessTokenRequirement>() is not { } requirement) return next(context);
        if (context.Session() is not { } stored) return next(context);

        switch (refresh.DueOf(HeldToken.Of(stored.Session, requirement.Target)))
        {
            case RefreshDue.No:
                return SendAsync(context, stored, requirement.Target);

            case RefreshDue.Soon:
                if (stored.Session.Tokens.RefreshToken is not null) refresh.Start(CaseOf(context, stored, requirement.Target));
                return SendAsync(context, stored, requirement.Target);

            // Nothing can be done, and nobody needs to be asked to know it.
            case RefreshDue.Now when stored.Session.Tokens.RefreshToken is null:
                return EndWithoutTokenAsync(context, stored.Session, requirement.Target);

            case RefreshDue.Now:
                return RefreshAsync(context, CaseOf(context, stored, requirement.Target));

            case var unknown:
                throw new InvalidOperationException($"A state of a token without meaning: {unknown}.");
        }
    }

    // There is a session, so its cookie is there and can be read.
    private static RefreshCase CaseOf(HttpContext context, StoredSession stored, TokenTarget? target) => new(
        context.Frontend(), SessionCookie.Read(context.Request.Headers.Cookie, context.Frontend().CookieName)!, stored, target);

    private Task SendAsync(HttpContext context, StoredSession stored, TokenTarget? target)
    {
        // The session's own goes upstream without being asked for.
        if (target is not null && HeldToken.Of(stored.Session, target) is { } token) context.Features.Set(new UpstreamAuthorization(token.Value));
        return next(context);
    }

    private async Task RefreshAsync(HttpContext context, RefreshCase due)
    {
        RefreshResult result;
        using (context.During(Stage.TokenRefresh)) result = await refresh.RefreshAsync(due);
        switch (result)
        {
            case RefreshResult.Fresh fresh:
                context.Features.Set<SessionLookup>(new SessionLookup.Found(fresh.Stored, SessionSource.Store));
                await SendAsync(context, fresh.Stored, due.Target);
                break;

            case RefreshResult.Ended:
                await EndWithoutTokenAsync(context, due.Held.Session, target: null);
                break;

            case RefreshResult.NotRefreshable:
                await EndWithoutTokenAsync(context, due.Held.Session, due.Target);
                break;

            case RefreshResult.Refused:
                await RefuseAsync(context);
                break;

            case RefreshResult.Unavailable unavailable:
                await context.WriteProblemAsync(StatusCodes.Status503ServiceUnavailable, unavailable.Owner, TryAgain);
                break;

            case var unknown:
                throw new InvalidOperationException($"A refresh without meaning: {unknown.GetType().Name}.");
        }
    }

    private static Task RefuseAsync(HttpContext context) => context.WriteProblemAsync(StatusCodes.Status403Forbidden, Owner.IdentityProvider, NoneForThis);

    private Task EndWithoutTokenAsync(HttpContext context, UserSession session, TokenTarget? target)
    {
        // Another sign-in would bring the session no token for the target either, and so would the one after it.
        if (target is not null) return RefuseAsync(context);

        context.Features.Set<SessionLookup>(SessionLookup.Missing.Instance);
        context.User = new ClaimsPrincipal();
        if (context.GetEndpoint()!.Metadata.GetMetadata<IAllowAnonymous>() is not null) return next(context);
        // A sign-in that brings a dead token would be followed by another one, without end.
        if (session.Tokens.AccessTokenExpiresAt <= session.SignedInAt)
        {
            return context.WriteProblemAsync(StatusCodes.Status502BadGateway, Owner.IdentityProvider, DeadOnArrival);
        }

        return Navigation.IsNavigation(context.Request)
            ? Navigation.ToSilentSignInAsync(context)
            : context.WriteProblemAsync(StatusCodes.Status401Unauthorized, Owner.Client, SignInAgain);
    }
}

/// <summary>Endpoint metadata: an access token of the user goes upstream, so it has to be alive.</summary>
/// <param name="Target">What it is for; null for the session's own.</param>
internal sealed record UserAccessTokenRequirement(TokenTarget? Target);
