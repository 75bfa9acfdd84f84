using Gateway.Sessions;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// Whoever may not pass is told so in the words of what he should have brought: the default scheme, in place of ASP.NET Core's policy
/// scheme, which costs another round through all of authentication.
/// </summary>
internal sealed class CallerHandler(IAuthenticationHandlerProvider handlers) : IAuthenticationHandler
{
    public const string Scheme = "Caller";

    private HttpContext _context = null!;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        return Task.CompletedTask;
    }

    public async Task<AuthenticateResult> AuthenticateAsync() => await (await ChosenAsync()).AuthenticateAsync();

    public async Task ChallengeAsync(AuthenticationProperties? properties)
    {
        // RFC 9110, 11.6.1: a 401 says what would do. A person is sent to sign in instead.
        if (Requirement is { OrSession: true } && !Navigation.IsNavigation(_context.Request)) BearerAnswers.AskForToken(_context);
        await (await ChosenAsync()).ChallengeAsync(properties);
    }

    public async Task ForbidAsync(AuthenticationProperties? properties) => await (await ChosenAsync()).ForbidAsync(properties);

    private BearerRequirement? Requirement => _context.GetEndpoint()?.Metadata.GetMetadata<BearerRequirement>();

    private Task<IAuthenticationHandler> ChosenAsync()
    {
        var byToken = Requirement is { } requirement && requirement.IsMetBy(_context.Request.Headers.Authorization);
        return handlers.GetHandlerAsync(_context, byToken ? BearerRequirement.Scheme : UserSessionHandler.Scheme)!;
    }
}
