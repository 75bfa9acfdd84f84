using System.Globalization;
using System.Text.Json;

namespace Gateway.JourneyTests.HostileInput;

/// <summary>An HTTP/1.1 answer as it stood on the wire.</summary>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    private const string EndOfHead = "\r\n\r\n";
    private const string EndOfChunks = "0\r\n\r\n";

    public bool SaysClose => Head.Contains("\r\nConnection: close", StringComparison.OrdinalIgnoreCase);

    public bool SetsSession => Head.Contains($"Set-Cookie: {HostileWorld.CookieName}=", StringComparison.OrdinalIgnoreCase);

    /// <summary>Names and values of the headers that reached the demo API.</summary>
    public IReadOnlyDictionary<string, string> Upstream()
    {
        var json = Body[Body.IndexOf('{', StringComparison.Ordinal)..(Body.LastIndexOf('}') + 1)];
        using var echo = JsonDocument.Parse(json);
        return echo.RootElement.GetProperty("headers").EnumerateObject()
            .ToDictionary(header => header.Name, header => header.Value.GetString() ?? "", StringComparer.OrdinalIgnoreCase);
    }

    public static bool IsWhole(string said)
    {
        var end = said.IndexOf(EndOfHead, StringComparison.Ordinal);
        if (end < 0) return false;
        var (head, body) = (said[..end], said[(end + EndOfHead.Length)..]);
        if (head.Contains("chunked", StringComparison.OrdinalIgnoreCase)) return body.EndsWith(EndOfChunks, StringComparison.Ordinal);
        return body.Length >= LengthOf(head);
    }

    public static RawAnswer Parse(string said)
    {
        var end = said.IndexOf(EndOfHead, StringComparison.Ordinal);
        var head = end < 0 ? said : said[..end];
        var status = head.Split(' ') is [_, var code, ..] && int.TryParse(code, out var number) ? number : 0;
        return new RawAnswer(status, head, end < 0 ? "" : said[(end + EndOfHead.Length)..]);
    }

    private static int LengthOf(string head)
    {
        const string Name = "\r\nContent-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(head[(at + Name.Length)..].Split('\r')[0], CultureInfo.InvariantCulture);
    }
}
