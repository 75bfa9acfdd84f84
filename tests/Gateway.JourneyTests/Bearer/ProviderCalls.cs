using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Gateway.JourneyTests.Bearer;

/// <summary>Counts what the provider is asked, as only the provider itself can; and makes it slow where a test wants callers to meet.</summary>
internal sealed class ProviderCalls
{
    public const string KeySet = "/.well-known/jwks";
    public const string Introspection = "/connect/introspect";

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public TimeSpan IntrospectionTakes { get; set; }

    public int To(string path) => _counts.GetValueOrDefault(path);

    public void Forget() => _counts.Clear();

    public async Task InterceptAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "";
        _counts.AddOrUpdate(path, 1, (_, count) => count + 1);
        if (path == Introspection && IntrospectionTakes > TimeSpan.Zero) await Task.Delay(IntrospectionTakes, TimeProvider.System, context.RequestAborted);
        await next(context);
    }
}
