using System.Net;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.Authentication.Providers;

/// <summary>
/// Fetches a provider's metadata and key set. The metadata is believed only when it names the authority as its issuer (OpenID Connect
/// Discovery 1.0, 4.3; a slash at the end aside): no provider can speak in another's name. Redirects are not followed, answers are bounded in size and time, and no address
/// that the metadata names may be less protected than the authority itself.
/// </summary>
internal sealed class ProviderDocuments(string authority, HttpMessageHandler handler, TimeProvider time) : IDisposable
{
    private const string WellKnown = "/.well-known/openid-configuration";
    private const int LargestAnswer = 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(handler, disposeHandler: false) { MaxResponseContentBufferSize = LargestAnswer };

    public string MetadataAddress { get; } = authority.TrimEnd('/') + WellKnown;

    /// <param name="askingForKeys">Called directly before the key set is asked for.</param>
    /// <exception cref="HttpRequestException">No answer, or not 200.</exception>
    /// <exception cref="InvalidDataException">An answer that cannot be used.</exception>
    public async Task<PublishedKeys> ReadAsync(Action askingForKeys)
    {
        using var giveUp = new CancellationTokenSource(Timeout, time);
        try
        {
            var metadata = await GetAsync(MetadataAddress, giveUp.Token);
            var addresses = OpenIdConnectConfiguration.Create(metadata);
            CheckIssuer(addresses);
            CheckAddresses(addresses);
            askingForKeys();
            return PublishedKeys.Read(metadata, await GetAsync(addresses.JwksUri, giveUp.Token));
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            throw new TimeoutException("The provider did not answer in time.");
        }
        catch (Exception malformed) when (malformed is ArgumentException or System.Text.Json.JsonException or FormatException)
        {
            throw new InvalidDataException("The provider's metadata or key set cannot be read.", malformed);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> GetAsync(string address, CancellationToken cancel)
    {
        using var answer = await _http.GetAsync(new Uri(address), cancel);
        return answer.StatusCode == HttpStatusCode.OK
            ? await answer.Content.ReadAsStringAsync(cancel)
            : throw new HttpRequestException("The provider did not answer 200.", inner: null, answer.StatusCode);
    }

    private void CheckIssuer(OpenIdConnectConfiguration metadata)
    {
        if (metadata.Issuer?.TrimEnd('/') != authority.TrimEnd('/')) throw new InvalidDataException("The provider's metadata names another issuer.");
    }

    private void CheckAddresses(OpenIdConnectConfiguration metadata)
    {
        if (string.IsNullOrEmpty(metadata.JwksUri)) throw new InvalidDataException("The provider's metadata names no key set.");
        var named = new[]
        {
            metadata.JwksUri, metadata.AuthorizationEndpoint, metadata.TokenEndpoint, metadata.UserInfoEndpoint, metadata.EndSessionEndpoint,
            metadata.IntrospectionEndpoint, metadata.RevocationEndpoint, metadata.PushedAuthorizationRequestEndpoint,
        };
        if (named.Any(address => !string.IsNullOrEmpty(address) && !IsProtected(address)))
        {
            throw new InvalidDataException("The provider's metadata names an address without https.");
        }
    }

    // Plain http is for a provider on this machine, and then for all of it.
    private bool IsProtected(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback && new Uri(authority).IsLoopback));
}
