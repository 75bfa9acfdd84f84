using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Tests.Authentication.Tokens;

/// <summary>A token endpoint that answers as the test says, when the test says, and remembers what it was asked.</summary>
internal sealed class ScriptedProvider : HttpMessageHandler
{
    private readonly ConcurrentQueue<Dictionary<string, string>> _asked = new();

    public IReadOnlyList<Dictionary<string, string>> Asked => [.. _asked];

    /// <summary>Answers wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Status and body for the form that was posted; throws for a provider that cannot be reached.</summary>
    public Func<Dictionary<string, string>, (HttpStatusCode Status, string Body)> Answer { get; set; } = _ => Token("token-1");

    public static (HttpStatusCode Status, string Body) Token(string token, int? expiresIn = 300) => (
        HttpStatusCode.OK,
        $$"""{"access_token":"{{token}}","token_type":"Bearer"{{(expiresIn is { } seconds ? $",\"expires_in\":{seconds}" : "")}},"issued_token_type":"urn:ietf:params:oauth:token-type:access_token"}""");

    public static (HttpStatusCode Status, string Body) Error(string code) => (HttpStatusCode.BadRequest, $$"""{"error":"{{code}}","error_description":"canary"}""");

    public static (HttpStatusCode Status, string Body) Unreachable() => throw new HttpRequestException("Connection refused");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var posted = QueryHelpers.ParseQuery(await request.Content!.ReadAsStringAsync(cancellationToken));
        var form = posted.ToDictionary(field => field.Key, field => field.Value.ToString());
        _asked.Enqueue(form);
        await Gate.WaitAsync(cancellationToken);
        var (status, body) = Answer(form);
        return new HttpResponseMessage(status) { RequestMessage = request, Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }
}
