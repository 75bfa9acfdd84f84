using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.JourneyTests.LocalStack;

/// <summary>A browser and a client in one, talking to the provider without a gateway between.</summary>
internal sealed partial class OidcUser(Uri authority) : IDisposable
{
    private const string Callback = "http://localhost:8080/bff/callback";

    private readonly HttpClient _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = authority };

    /// <summary>What the provider sends back to the client: <c>code</c> and <c>state</c>, or <c>error</c>.</summary>
    public async Task<Dictionary<string, string>> AuthorizeAsync(string name, string password, string verifier, string? prompt = null)
    {
        var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var pushed = await AsClientAsync("connect/par", new()
        {
            ["client_id"] = "demo",
            ["redirect_uri"] = Callback,
            ["response_type"] = "code",
            ["scope"] = "openid profile offline_access api",
            ["state"] = "s",
            ["nonce"] = "n",
            ["code_challenge"] = challenge,
            ["code_challenge_method"] = "S256",
            ["prompt"] = prompt ?? "",
        });
        var request = QueryHelpers.AddQueryString("connect/authorize", new Dictionary<string, string?>
        {
            ["client_id"] = "demo",
            ["request_uri"] = pushed.GetProperty("request_uri").GetString(),
        });
        using var asked = await _browser.GetAsync(Relative(request));
        var next = asked.Headers.Location!.OriginalString;
        if (next.StartsWith("/login", StringComparison.Ordinal))
        {
            using var page = await _browser.GetAsync(Relative(next));
            var action = WebUtility.HtmlDecode(FormAction().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value);
            using var fields = new FormUrlEncodedContent(new Dictionary<string, string> { ["username"] = name, ["password"] = password });
            using var sent = await _browser.PostAsync(Relative(action), fields);
            if (sent.Headers.Location is not { } back) return new() { ["form"] = $"{(int)sent.StatusCode}" };
            using var granted = await _browser.GetAsync(back);
            next = granted.Headers.Location!.OriginalString;
        }

        return QueryHelpers.ParseQuery(new Uri(next).Query).ToDictionary(part => part.Key, part => part.Value.ToString());
    }

    public async Task<JsonElement> SignInAsync(string name)
    {
        var verifier = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var answer = await AuthorizeAsync(name, name, verifier);
        return await AsClientAsync("connect/token", new()
        {
            ["grant_type"] = "authorization_code",
            ["code"] = answer["code"],
            ["redirect_uri"] = Callback,
            ["code_verifier"] = verifier,
        });
    }

    public Task<JsonElement> RefreshAsync(JsonElement tokens) => AsClientAsync("connect/token", new()
    {
        ["grant_type"] = "refresh_token",
        ["refresh_token"] = tokens.GetProperty("refresh_token").GetString()!,
    });

    public static JsonElement Claims(JsonElement tokens, string token) =>
        JsonElement.Parse(WebEncoders.Base64UrlDecode(tokens.GetProperty(token).GetString()!.Split('.')[1]));

    public void Dispose() => _browser.Dispose();

    private static Uri Relative(string address) => new(address, UriKind.RelativeOrAbsolute);

    private async Task<JsonElement> AsClientAsync(string path, Dictionary<string, string> fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Where(field => field.Value.Length > 0)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("demo:demo-secret"u8));
        using var answer = await _browser.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("action=\"([^\"]*)\"")]
    private static partial Regex FormAction();
}
