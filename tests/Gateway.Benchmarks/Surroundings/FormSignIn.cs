using System.Net;
using System.Text.RegularExpressions;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Surroundings;

/// <summary>Signs in at the provider's form as a person does, whatever proxy sent him there.</summary>
internal static partial class FormSignIn
{
    /// <param name="origin">The proxy's.</param>
    /// <param name="path">What leads to the form.</param>
    /// <param name="user">Name and password.</param>
    /// <param name="cookie">The session's cookie.</param>
    /// <returns>The Cookie header that is left.</returns>
    public static async Task<string> CookieOfAsync(Uri origin, string path, string user, string cookie)
    {
        var browser = new Browser(origin);
        var (form, address) = await browser.NavigateAsync(path);
        var action = FormAction().Match(form.Body) is { Success: true } found
            ? WebUtility.HtmlDecode(found.Groups["action"].Value)
            : throw new HttpRequestException($"{address} is no form to sign in with: {(int)form.Status} {form.Body}");
        var (page, last) = await browser.SubmitAsync(new Uri(address, action), $"username={user}&password={user}");
        var value = browser.Cookies[cookie] ?? throw new HttpRequestException($"Signing in left no {cookie}, but {last} and {(int)page.Status} {page.Body}");
        return $"{cookie}={value}";
    }

    [GeneratedRegex("<form[^>]*action=\"(?<action>[^\"]*)\"", RegexOptions.IgnoreCase)]
    private static partial Regex FormAction();
}
