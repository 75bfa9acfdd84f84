using System.Buffers;
using System.Text.Json;

namespace Gateway.Signals.AccessLog;

/// <summary>
/// The line's fields. The path without its query, which may hold secrets; no header, no cookie, no token; the session by its id, which
/// can end it but never use it.
/// </summary>
internal static class AccessLogLine
{
    private const int Longest = 1024;
    private static readonly JsonEncodedText[] StageFields = [.. Stages.All.Select(stage => JsonEncodedText.Encode($"{stage.ToTag()}_ms"))];

    public static void WriteTo(
        IBufferWriter<byte> line, DateTimeOffset at, HttpContext context, RequestSignals signals, string route, int code, RequestOutcome outcome)
    {
        using var json = new Utf8JsonWriter(line);
        json.WriteStartObject();
        json.WriteString("time", at);
        json.WriteString("log", "access");
        json.WriteString("request_id", signals.RequestId ?? context.TraceIdentifier);
        json.WriteString("trace_id", context.TraceId());
        json.WriteString("route", route);
        json.WriteString("method", BoundedNames.Method(context.Request.Method));
        json.WriteString("host", Shortened(context.Request.Host.Value));
        json.WriteString("path", Shortened(context.Request.Path.Value));
        json.WriteString("protocol", context.Request.Protocol);
        json.WriteNumber("code", code);
        json.WriteString("outcome", outcome.Outcome.ToTag());
        json.WriteString("owner", outcome.Owner?.ToTag() ?? Owners.Nobody);
        json.WriteString("client", context.Connection.RemoteIpAddress?.ToString());
        json.WriteString("session", signals.Session);
        json.WriteNumber("duration_ms", Milliseconds(signals.Duration));
        for (var stage = Stage.IngressWait; stage <= Stage.GcPause; stage++)
        {
            if (signals.In(stage) is { Ticks: > 0 } spent) json.WriteNumber(StageFields[(int)stage], Milliseconds(spent));
        }

        json.WriteEndObject();
        json.Flush();
        line.Write("\n"u8);
    }

    private static string? Shortened(string? sent) => sent is { Length: > Longest } ? sent[..Longest] : sent;

    private static double Milliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 3);
}
