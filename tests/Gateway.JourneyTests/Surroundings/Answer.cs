using System.Buffers.Text;
using System.Net;
using System.Text.Json;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>What came back, body and all.</summary>
internal sealed record Answer(HttpStatusCode Status, Uri? Location, string? RetryAfter, bool SetsCookie, string Body)
{
    /// <summary>The user in whose name the demo API was called: the subject of the access token that it echoes.</summary>
    public string? SeenUser => Header("Authorization") is { } authorization && authorization.StartsWith("Bearer ", StringComparison.Ordinal)
        ? Subject(authorization["Bearer ".Length..])
        : null;

    /// <summary>A header as it reached the demo API.</summary>
    public string? Header(string name)
    {
        if (!Body.StartsWith('{')) return null;
        using var echo = JsonDocument.Parse(Body);
        if (!echo.RootElement.TryGetProperty("headers", out var headers)) return null;
        return headers.EnumerateObject()
            .FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Value.ValueKind: JsonValueKind.String } header
            ? header.Value.GetString()
            : null;
    }

    private static string? Subject(string token)
    {
        if (token.Split('.') is not [_, var payload, _]) return null;
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
        return claims.RootElement.GetProperty("sub").GetString();
    }
}
