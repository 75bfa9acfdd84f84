namespace Gateway.Authentication;

/// <summary>
/// The HTTP connections to identity providers. Redirects are not followed: no answer of a provider may send a request, with a
/// client secret in it, anywhere else.
/// </summary>
internal sealed class IdentityProviderHttp : IDisposable
{
    /// <summary>In bytes. A token response is a few kilobytes; a provider that sends megabytes is not one.</summary>
    public const int LargestAnswer = 1024 * 1024;

    public HttpMessageHandler Handler { get; init; } = new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    public void Dispose() => Handler.Dispose();
}
