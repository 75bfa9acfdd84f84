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
    private const string TryAgain = "Your tokens cannot be renewed right now. You are still signed in; try again shortly.";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<UserAccessTokenRequirement>() is null || context.Session() is not { } stored) return next(context);

        switch (refresh.DueOf(stored.Session.Tokens))
        {
            case RefreshDue.No:
                return next(context);

            case RefreshDue.Soon:
                refresh.Start(CaseOf(context, stored));
                return next(context);

            case RefreshDue.Now:
                return RefreshAsync(context, CaseOf(context, stored));

            case var unknown:
                throw new InvalidOperationException($"A state of a token without meaning: {unknown}.");
        }
    }

    // There is a session, so its cookie is there and can be read.
    private static RefreshCase CaseOf(HttpContext context, StoredSession stored) => new(
        context.Frontend(), SessionCookie.Read(context.Request.Headers.Cookie, context.Frontend().CookieName)!, stored);

    private async Task RefreshAsync(HttpContext context, RefreshCase due)
    {
        switch (await refresh.RefreshAsync(due))
        {
            case RefreshResult.Fresh fresh:
                context.Features.Set<SessionLookup>(new SessionLookup.Found(fresh.Stored, SessionSource.Store));
                await next(context);
                break;

            case RefreshResult.Ended or RefreshResult.NotRefreshable:
                context.Features.Set<SessionLookup>(SessionLookup.Missing.Instance);
                context.User = new ClaimsPrincipal();
                await WithoutTokenAsync(context);
                break;

            case RefreshResult.Unavailable unavailable:
                await context.WriteProblemAsync(StatusCodes.Status503ServiceUnavailable, unavailable.Owner, TryAgain);
                break;

            case var unknown:
                throw new InvalidOperationException($"A refresh without meaning: {unknown.GetType().Name}.");
        }
    }

    private Task WithoutTokenAsync(HttpContext context)
    {
        if (context.GetEndpoint()!.Metadata.GetMetadata<IAllowAnonymous>() is not null) return next(context);
        return Navigation.IsNavigation(context.Request)
            ? Navigation.ToSilentSignInAsync(context)
            : context.WriteProblemAsync(StatusCodes.Status401Unauthorized, Owner.Client, SignInAgain);
    }
}

/// <summary>Endpoint metadata: the user's access token goes upstream, so it has to be alive.</summary>
internal sealed record UserAccessTokenRequirement
{
    public static readonly UserAccessTokenRequirement Instance = new();
}
