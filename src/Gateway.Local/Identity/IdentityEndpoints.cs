namespace Gateway.Local.Identity;

internal static class IdentityEndpoints
{
    private static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Post];

    public static void MapIdentityProvider(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(IdentityPaths.Authorize, GetOrPost, (Delegate)AuthorizeEndpoint.HandleAsync);
        routes.MapPost(IdentityPaths.Token, (Delegate)TokenEndpoint.HandleAsync);
        routes.MapMethods(IdentityPaths.UserInfo, GetOrPost, (Delegate)UserInfoEndpoint.HandleAsync);
        routes.MapMethods(IdentityPaths.EndSession, GetOrPost, (Delegate)EndSessionEndpoint.HandleAsync);
        routes.MapGet(IdentityPaths.SignIn, SignInForm.Show);
        routes.MapPost(IdentityPaths.SignIn, SignInForm.SubmitAsync);
    }
}
