using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Tests.Authentication.Bearer;

/// <summary>A provider that says what the test wants, counts what it is asked, and can be down, slow or a liar.</summary>
internal sealed class ScriptedProvider : HttpMessageHandler
{
    public const string Authority = "https://id.example.com";

    private readonly ConcurrentDictionary<string, int> _asked = new();

    public ConcurrentDictionary<string, SigningKey> Keys { get; } = new();

    public bool IsDown { get; set; }

    /// <summary>Answers wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Stands in for the answer at a path, such as a redirect.</summary>
    public Func<string, HttpResponseMessage?> Instead { get; set; } = _ => null;

    public Action<JsonObject> Metadata { get; set; } = _ => { };

    /// <summary>What introspection says about a token.</summary>
    public Func<string, string> Introspected { get; set; } = _ => """{"active":false}""";

    public int MetadataReads => _asked.GetValueOrDefault("/.well-known/openid-configuration");

    public int KeySetReads => _asked.GetValueOrDefault("/keys");

    public int Introspections => _asked.GetValueOrDefault("/introspect");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        _asked.AddOrUpdate(path, 1, (_, count) => count + 1);
        await Gate.WaitAsync(cancellationToken);
        if (IsDown) throw new HttpRequestException("refused");
        if (Instead(path) is { } other) return other;
        return path switch
        {
            "/.well-known/openid-configuration" => Json(Described().ToJsonString()),
            "/keys" => Json(new JsonObject { ["keys"] = new JsonArray([.. Keys.Values.Select(key => (JsonNode)key.Published)]) }.ToJsonString()),
            "/introspect" => Json(Introspected(QueryHelpers.ParseQuery(await request.Content!.ReadAsStringAsync(cancellationToken))["token"].ToString())),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };
    }

    private JsonObject Described()
    {
        var metadata = new JsonObject
        {
            ["issuer"] = Authority,
            ["authorization_endpoint"] = Authority + "/authorize",
            ["token_endpoint"] = Authority + "/token",
            ["introspection_endpoint"] = Authority + "/introspect",
            ["jwks_uri"] = Authority + "/keys",
        };
        Metadata(metadata);
        return metadata;
    }

    private static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
}
