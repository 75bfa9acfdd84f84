using System.Net;
using System.Text.RegularExpressions;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>Somebody who went through the provider's form and holds nothing but cookies.</summary>
internal sealed partial class SignedInUser
{
    private readonly Browser _browser;

    private SignedInUser(string name, Browser browser)
    {
        Name = name;
        _browser = browser;
    }

    public string Name { get; }

    /// <param name="world">Where to sign in.</param>
    /// <param name="name">User name, password and subject.</param>
    /// <param name="atTheForm">What happens while the user types.</param>
    public static async Task<SignedInUser> SignInAsync(World world, string name, Func<Task>? atTheForm = null)
    {
        var browser = new Browser(world.Origin);
        var (form, address) = await browser.NavigateAsync("/bff/login?returnUrl=/open/start");
        Expect(form, HttpStatusCode.OK, $"{name} gets the provider's form");
        var action = FormAction().Match(form.Body).Groups["action"].Value;
        if (atTheForm is not null) await atTheForm();

        var (page, _) = await browser.SubmitAsync(new Uri(address, WebUtility.HtmlDecode(action)), $"username={Uri.EscapeDataString(name)}&password={Uri.EscapeDataString(name)}");
        Expect(page, HttpStatusCode.OK, $"{name} comes back signed in");
        var user = new SignedInUser(name, browser);
        if (!await user.IsSignedInAsync()) throw new HttpRequestException($"{name} signed in and is not signed in.");
        return user;
    }

    /// <summary>Whether /bff/user knows this user by name; anything but a clear yes or no is an error.</summary>
    public async Task<bool> IsSignedInAsync()
    {
        var answer = await CallAsync(HttpMethod.Get, "/bff/user");
        if (answer.Status == HttpStatusCode.Unauthorized) return false;
        Expect(answer, HttpStatusCode.OK, $"{Name} asks who is signed in");
        return answer.Body.Contains($"\"{Name}\"", StringComparison.Ordinal);
    }

    /// <summary>For a test that sends its own requests in the user's name.</summary>
    public string CookieHeader => $"__Host-demo={_browser.Cookies["__Host-demo"]}";

    public Task<Answer> CallAsync(HttpMethod method, string path, string? body = null) => _browser.FetchAsync(method, path, body);

    private static void Expect(Answer answer, HttpStatusCode status, string what)
    {
        if (answer.Status != status) throw new HttpRequestException($"{what}: {(int)answer.Status} {answer.Body}", null, answer.Status);
    }

    [GeneratedRegex("<form[^>]*action=\"(?<action>[^\"]*)\"", RegexOptions.IgnoreCase)]
    private static partial Regex FormAction();
}
