using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Sessions;

internal static class WebSocketRequest
{
    /// <summary>An upgrade of HTTP/1.1 (RFC 6455) or an extended CONNECT of HTTP/2 (RFC 8441).</summary>
    public static bool IsWebSocket(this HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" }
        || string.Equals(context.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase);
}
