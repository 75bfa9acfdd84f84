using System.Net;
using System.Text.Json;
using System.Web;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.JourneyTests.Ends;

/// <summary>One signed-in browser that asks each replica by itself, past the load balancer.</summary>
internal sealed class UserOfReplicas
{
    private const string Cookie = "__Host-demo";

    private static readonly HttpClient Plain = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });

    private readonly List<Browser> _atReplica;
    private readonly List<Uri> _origins;

    private UserOfReplicas(string name, string cookie, string sessionId, string providerSession, IReadOnlyList<GatewayProcess> replicas)
    {
        (Name, CookieValue, SessionId, ProviderSession) = (name, cookie, sessionId, providerSession);
        _origins = [.. replicas.Select(replica => replica.Origin)];
        _atReplica = [.. replicas.Select(replica =>
        {
            var browser = new Browser(replica.Origin);
            browser.Cookies.Set(Cookie, cookie);
            return browser;
        })];
    }

    public string Name { get; }

    public string CookieValue { get; }

    public string SessionId { get; }

    /// <summary>The provider's <c>sid</c>.</summary>
    public string ProviderSession { get; }

    public static async Task<UserOfReplicas> SignInAsync(World world, string name, int replica = 0)
    {
        var browser = new Browser(world.Gateways[replica].Origin);
        var (_, form) = await browser.NavigateAsync("/bff/login");
        await browser.SubmitAsync(form, $"username={name}&password={name}");
        var cookie = browser.Cookies[Cookie] ?? throw new HttpRequestException($"{name} could not sign in.");

        var user = await browser.FetchAsync(HttpMethod.Get, "/bff/user?slide=false");
        using var claims = JsonDocument.Parse(user.Body);
        var logout = new Uri(world.Gateways[replica].Origin, Claim(claims, "bff:logout_url"));
        return new UserOfReplicas(name, cookie, HttpUtility.ParseQueryString(logout.Query)["sid"]!, Claim(claims, "sid"), world.Gateways);
    }

    public async Task<bool> IsSignedInAtAsync(int replica) => (await CallAsync(replica, HttpMethod.Get, "/bff/user?slide=false")).Status switch
    {
        HttpStatusCode.OK => true,
        HttpStatusCode.Unauthorized => false,
        var status => throw new HttpRequestException($"{Name} asked who is signed in: {status}"),
    };

    /// <summary>Everywhere at once, which also makes every replica remember the session.</summary>
    public async Task<bool[]> IsSignedInEverywhereAsync() =>
        await Task.WhenAll(Enumerable.Range(0, _atReplica.Count).Select(IsSignedInAtAsync));

    public async Task LogOutAtAsync(int replica)
    {
        var answer = await CallAsync(replica, HttpMethod.Get, "/bff/logout");
        if (answer.Status != HttpStatusCode.Redirect) throw new HttpRequestException($"{Name} signed out: {answer.Status} {answer.Body}");
    }

    public Task<Answer> CallAsync(int replica, HttpMethod method, string path) => _atReplica[replica].FetchAsync(method, path);

    /// <summary>The same call from a page of the frontend that does not set <c>X-CSRF</c>, as a form would not.</summary>
    public async Task<HttpStatusCode> CallWithoutHeaderAsync(int replica, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new UriBuilder(_origins[replica]) { Host = "127.0.0.1", Path = path }.Uri);
        request.Headers.Host = _origins[replica].Authority;
        request.Headers.Add("Cookie", $"{Cookie}={CookieValue}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await Plain.SendAsync(request);
        return answer.StatusCode;
    }

    private static string Claim(JsonDocument claims, string type) => claims.RootElement.EnumerateArray()
        .Single(claim => claim.GetProperty("type").GetString() == type).GetProperty("value").ToString();
}
