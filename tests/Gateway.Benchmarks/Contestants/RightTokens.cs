using System.Buffers.Text;
using System.Text.Json;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Surroundings;

namespace Gateway.Benchmarks.Contestants;

/// <summary>Asks once as each caller for what reached the backend: a benchmark of redirects to a sign-in page would be a fast one.</summary>
internal static class RightTokens
{
    private const string Brought = "Authorization: ";
    private const string Bearer = "Bearer ";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    /// <param name="contestant">Whom to ask.</param>
    /// <param name="users">Those whose sessions the callers' cookies are, in the same order.</param>
    public static async Task CheckAsync(Contestant contestant, IReadOnlyList<string> users)
    {
        var callers = contestant.Target.Callers;
        if (callers.Count == 0) await EchoAsync(contestant, null);
        for (var number = 0; number < callers.Count; number++)
        {
            var seen = await EchoAsync(contestant, callers[number]);
            // A token that was brought goes on as it is; a session's is its user's.
            var isRight = callers[number].StartsWith(Brought, StringComparison.Ordinal) ? callers[number][Brought.Length..] == seen : SubjectOf(seen) == users[number];
            if (!isRight) throw new InvalidOperationException($"{contestant.Name} sent not the token of caller {number} upstream, but '{seen}'.");
        }
    }

    private static async Task<string> EchoAsync(Contestant contestant, string? caller)
    {
        var target = contestant.Target;
        var folder = target.Path[..target.Path.LastIndexOf('/')];
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{target.Port}{folder}{TrivialBackend.Echo}"));
        request.Headers.Host = target.Host;
        if (caller?.Split(": ", 2) is [var name, var value]) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await Http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{contestant.Name} answered {(int)answer.StatusCode} to {request.RequestUri}: {answer.Headers.Location} {body}");
        return body;
    }

    private static string? SubjectOf(string authorization)
    {
        if (!authorization.StartsWith(Bearer, StringComparison.Ordinal) || authorization.Split('.') is not [_, var payload, _]) return null;
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
        return claims.RootElement.GetProperty("sub").GetString();
    }
}
