using Gateway.Sessions;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// By session or by token? The endpoint says what is accepted; where both are, a token that was brought decides, also when it is
/// refused: who brings one means to be known by it. The default scheme, in place of ASP.NET Core's policy scheme, which costs
/// another round through all of authentication for every request.
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

    public Task<AuthenticateResult> AuthenticateAsync()
    {
        var handler = ChosenAsync();
        return handler.IsCompletedSuccessfully ? handler.GetAwaiter().GetResult().AuthenticateAsync() : AuthenticateAsync(handler);
    }

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
        var byToken = Requirement is { } requirement && (!requirement.OrSession || BearerHeader.IsPresent(_context.Request.Headers.Authorization));
        return handlers.GetHandlerAsync(_context, byToken ? BearerRequirement.Scheme : UserSessionHandler.Scheme)!;
    }

    private static async Task<AuthenticateResult> AuthenticateAsync(Task<IAuthenticationHandler> handler) => await (await handler).AuthenticateAsync();
}
