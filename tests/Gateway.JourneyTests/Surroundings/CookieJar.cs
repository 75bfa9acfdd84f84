using System.Net.Http.Headers;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>
/// A browser's cookies for one host. .NET's own container holds Secure cookies back over http; browsers return them to localhost, and
/// they share them between ports as this jar does.
/// </summary>
internal sealed class CookieJar(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>The session's cookie, as the gateway set it.</summary>
    public string? this[string name]
    {
        get
        {
            lock (_lock) return _cookies.GetValueOrDefault(name);
        }
    }

    public void Set(string name, string value)
    {
        lock (_lock) _cookies[name] = value;
    }

    /// <summary>As if it was not sent: a SameSite=Strict cookie on the way back from another site.</summary>
    public void Forget(string name)
    {
        lock (_lock) _cookies.Remove(name);
    }

    public void AddTo(HttpRequestHeaders headers)
    {
        lock (_lock)
        {
            if (_cookies.Count > 0) headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }
    }

    public void TakeFrom(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("Set-Cookie", out var lines)) return;
        lock (_lock)
        {
            foreach (var line in lines) Take(line);
        }
    }

    private void Take(string line)
    {
        var parts = line.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = Pair(parts[0]);
        var attributes = parts[1..].Select(Pair).ToDictionary(part => part.Name, part => part.Value, StringComparer.OrdinalIgnoreCase);
        var isOver = attributes.GetValueOrDefault("max-age") == "0"
            || (attributes.TryGetValue("expires", out var expires) && DateTimeOffset.Parse(expires) < time.GetUtcNow());
        if (isOver) _cookies.Remove(name);
        else _cookies[name] = value;
    }

    private static (string Name, string Value) Pair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (text, "") : (text[..equals], text[(equals + 1)..]);
    }
}
