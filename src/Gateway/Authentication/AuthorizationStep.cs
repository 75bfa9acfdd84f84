using Microsoft.AspNetCore.Authorization;

namespace Gateway.Authentication;

/// <summary>
/// Lets pass at once where nothing is to be judged: whoever is signed in where that suffices, and anybody where nobody has to be. All others are
/// ASP.NET Core's to judge, and to tell what they lack. Its own step makes a service scope and an evaluation for each request to find out the same.
/// </summary>
internal sealed class AuthorizationStep
{
    private readonly RequestDelegate _next;
    private readonly RequestDelegate _judge;

    public AuthorizationStep(RequestDelegate next, IServiceProvider services)
    {
        _next = next;
        _judge = ActivatorUtilities.CreateInstance<AuthorizationMiddleware>(services, next).Invoke;
    }

    public Task InvokeAsync(HttpContext context) => IsSettled(context) ? _next(context) : _judge(context);

    private static bool IsSettled(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata is not { } asked) return false;
        return asked.GetMetadata<IAllowAnonymous>() is not null
            || (asked.GetMetadata<SignedInSuffices>() is not null && context.User.Identity is { IsAuthenticated: true });
    }
}

/// <summary>Endpoint metadata: its policy is the default one, which wants a signed-in user and nothing else.</summary>
internal sealed class SignedInSuffices
{
    public static readonly SignedInSuffices Instance = new();
}

internal static class CallerSteps
{
    /// <summary>Who calls, in place of <c>UseAuthentication</c>.</summary>
    public static void UseCallers(this WebApplication app)
    {
        // The builder puts in ASP.NET Core's own steps, first of all, unless it finds that they are there.
        IApplicationBuilder pipeline = app;
        pipeline.Properties["__AuthenticationMiddlewareSet"] = true;
        pipeline.Properties["__AuthorizationMiddlewareSet"] = true;
        app.UseMiddleware<CallerMiddleware>();
    }

    /// <summary>Whether he may, in place of <c>UseAuthorization</c>.</summary>
    public static void UseCallersRights(this WebApplication app) => app.UseMiddleware<AuthorizationStep>();
}
