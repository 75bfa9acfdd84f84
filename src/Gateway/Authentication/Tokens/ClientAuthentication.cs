using Duende.IdentityModel.Client;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace Gateway.Authentication.Tokens;

internal static class ClientAuthentication
{
    /// <summary>
    /// Makes a request one of the frontend's client, which is authenticated as at sign-in: in the body, as ASP.NET Core does when it redeems
    /// a code. Providers hold a client to one way.
    /// </summary>
    public static TRequest From<TRequest>(this TRequest request, OpenIdConnectOptions client, string address)
        where TRequest : ProtocolRequest
    {
        request.Address = address;
        request.ClientId = client.ClientId!;
        request.ClientSecret = client.ClientSecret;
        request.ClientCredentialStyle = ClientCredentialStyle.PostBody;
        return request;
    }
}
