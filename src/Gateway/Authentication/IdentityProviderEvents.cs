using Gateway.Authentication.SignOut;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Signals;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace Gateway.Authentication;

/// <summary>What happens at the turns of a login: hints on the way out, a new session or a clear answer on the way back.</summary>
internal sealed class IdentityProviderEvents(SignIn signIn, ILogger<IdentityProviderEvents> logger) : OpenIdConnectEvents
{
    public override Task RedirectToIdentityProvider(RedirectContext context)
    {
        if (context.Properties.GetParameter<string>(LoginEndpoint.PromptParameter) is { } prompt)
        {
            context.ProtocolMessage.Prompt = prompt;
        }

        return Task.CompletedTask;
    }

    public override Task RedirectToIdentityProviderForSignOut(RedirectContext context)
    {
        context.ProtocolMessage.IdTokenHint = context.Properties.GetParameter<string>(LogoutEndpoint.IdTokenParameter);
        return Task.CompletedTask;
    }

    public override Task TokenResponseReceived(TokenResponseReceivedContext context)
    {
        SignIn.NoteScope(context.Properties!, context.TokenEndpointResponse.Scope, context.Options.Scope);
        return Task.CompletedTask;
    }

    public override async Task TicketReceived(TicketReceivedContext context)
    {
        await signIn.CompleteAsync(context.HttpContext, context.Principal!, context.Properties!);
        context.HandleResponse();
    }

    public override async Task RemoteFailure(RemoteFailureContext context)
    {
        await AnswerAsync(context);
        context.HandleResponse();
    }

    private Task AnswerAsync(RemoteFailureContext context)
    {
        var failure = ProviderFailure.Of(context.Failure);
        var frontend = context.HttpContext.Frontend().Name;
        switch (failure.Kind)
        {
            case ProviderFailureKind.NotSignedIn when context.Properties is not null && SignIn.AsksOtherwise(context.Properties):
                context.Response.Redirect(Navigation.LoginPath + QueryString.Create("returnUrl", SignIn.ReturnUrlOf(context.Properties)));
                return Task.CompletedTask;

            case ProviderFailureKind.NotSignedIn when context.Properties is not null:
                // prompt=none asked without bothering the user, and the answer is no.
                return MoveOnPage.WriteAsync(context.HttpContext, SignIn.ReturnUrlOf(context.Properties));

            case ProviderFailureKind.Declined:
                return MoveOnPage.WriteAsync(context.HttpContext, "/");

            case ProviderFailureKind.Unavailable:
                logger.ProviderUnavailable(frontend, failure.Reason);
                return context.HttpContext.WriteProblemAsync(
                    StatusCodes.Status503ServiceUnavailable, Owner.IdentityProvider, "The identity provider does not answer. Try to sign in again shortly.");

            case ProviderFailureKind.NotSignedIn or ProviderFailureKind.Refused:
                logger.SignInRefused(frontend, failure.Reason);
                return context.HttpContext.WriteProblemAsync(
                    StatusCodes.Status400BadRequest, Owner.Client, "This sign-in cannot be completed. Start again at /bff/login.");

            default:
                throw new InvalidOperationException($"A failure without meaning: {failure.Kind}.");
        }
    }
}
