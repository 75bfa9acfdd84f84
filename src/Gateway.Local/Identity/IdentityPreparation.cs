using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Gateway.Local.Identity;

/// <summary>Brings the database to what the options say, before the first request: tables, and the clients as configured now.</summary>
internal static class IdentityPreparation
{
    private static readonly string[] Allowed =
    [
        Permissions.Endpoints.Authorization, Permissions.Endpoints.PushedAuthorization, Permissions.Endpoints.Token,
        Permissions.Endpoints.EndSession, Permissions.Endpoints.Introspection, Permissions.Endpoints.Revocation,
        Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken, Permissions.GrantTypes.ClientCredentials,
        Permissions.GrantTypes.TokenExchange,
        Permissions.ResponseTypes.Code,
        Permissions.Scopes.Profile, Permissions.Scopes.Email, Permissions.Prefixes.Scope + IdentityClaims.ApiScope,
    ];

    public static async Task PrepareAsync(IServiceProvider services, IdentityProviderOptions options, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IdentityDatabase>().Database.EnsureCreatedAsync(cancellationToken);

        var clients = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        foreach (var client in options.Clients) await PutAsync(clients, client, cancellationToken);
    }

    private static async Task PutAsync(IOpenIddictApplicationManager clients, IdentityClient client, CancellationToken cancellationToken)
    {
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = client.Id,
            ClientSecret = client.Secret,
            ClientType = ClientTypes.Confidential,
            ConsentType = ConsentTypes.Implicit,
            DisplayName = client.Id,
        };
        descriptor.Permissions.UnionWith(Allowed);
        descriptor.RedirectUris.UnionWith(client.RedirectUris);
        descriptor.PostLogoutRedirectUris.UnionWith(client.PostLogoutRedirectUris);

        if (await clients.FindByClientIdAsync(client.Id, cancellationToken) is { } known)
            await clients.UpdateAsync(known, descriptor, cancellationToken);
        else
            await clients.CreateAsync(descriptor, cancellationToken);
    }
}
