using System.Net;
using System.Text.Json;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.JourneyTests.Ends;

/// <summary>Calls to a replica's operations port, with headers a tool would not send by itself.</summary>
internal sealed class AdministratorClient(GatewayProcess replica)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    public async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{replica.OperationsPort}{path}");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<IReadOnlyList<string>> SessionsOfAsync(string subject)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, $"/api/sessions?subject={subject}");
        if (status != HttpStatusCode.OK) throw new HttpRequestException($"{status}: {body}");
        using var sessions = JsonDocument.Parse(body);
        return [.. sessions.RootElement.EnumerateArray().Select(session => session.GetProperty("id").GetString()!)];
    }
}
