using Gateway.Authentication.SignOut;
using Gateway.Sessions;
using Gateway.Signals;

namespace Gateway.Authentication;

/// <summary>The addresses under <c>/bff</c>. No route of the operator can take them over, and what is not listed is not found.</summary>
internal static class BffEndpoints
{
    private const int First = int.MinValue;

    // Looking at a session must not keep it alive by itself.
    private static readonly SessionRequirement Look = new(AcceptRemembered: true, CountsAsActivity: false);

    public static void MapBff(this IEndpointRouteBuilder endpoints)
    {
        var bff = endpoints.MapGroup(BffPaths.Prefix).AllowAnonymous();
        bff.MapGet("/login", LoginEndpoint.HandleAsync).WithOrder(First);
        bff.MapGet("/callback", CallbackEndpoint.SignedInAsync).WithOrder(First);
        bff.MapGet("/signed-out", CallbackEndpoint.SignedOutAsync).WithOrder(First);
        bff.MapGet("/user", UserEndpoint.HandleAsync).WithOrder(First).WithMetadata(Look);
        bff.MapGet("/logout", LogoutEndpoint.HandleAsync).WithOrder(First).WithMetadata(Look);
        bff.MapPost("/backchannel", BackChannelEndpoint.HandleAsync).WithOrder(First);
        bff.MapGet("/sessions", SessionsEndpoint.ListAsync).WithOrder(First).WithMetadata(Look);
        bff.MapDelete("/sessions/{id}", SessionsEndpoint.EndAsync).WithOrder(First).WithMetadata(Look, new CrossSiteProtection(RequireHeader: true));
        bff.Map("/{**rest}", NotFoundAsync).WithOrder(First + 1);
    }

    private static Task NotFoundAsync(HttpContext context) =>
        context.WriteProblemAsync(StatusCodes.Status404NotFound, Owner.Client, "There is no such address under /bff.");
}
