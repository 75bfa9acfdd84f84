using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace Gateway.JourneyTests.Streams;

/// <summary>A page's WebSocket, as a browser opens it.</summary>
internal sealed class OpenSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly SocketsHttpHandler Http = new() { UseCookies = false, UseProxy = false };
    private static readonly HttpMessageInvoker Invoker = new(Http);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    /// <param name="origin">Where the page is from, and the socket goes to.</param>
    /// <param name="path">Where at the gateway.</param>
    /// <param name="cookie">The Cookie header; null for a stranger's.</param>
    /// <param name="http2">Over HTTP/2 without TLS (RFC 8441).</param>
    /// <param name="authorization">The Authorization header, of a client that is no browser.</param>
    public static async Task<OpenSocket> OpenAsync(Uri origin, string path, string? cookie, bool http2 = false, string? authorization = null)
    {
        var opened = new OpenSocket();
        var options = opened._socket.Options;
        options.SetRequestHeader("Origin", origin.GetLeftPart(UriPartial.Authority));
        if (cookie is not null) options.SetRequestHeader("Cookie", cookie);
        if (authorization is not null) options.SetRequestHeader("Authorization", authorization);
        if (http2) (options.HttpVersion, options.HttpVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        await opened._socket.ConnectAsync(new UriBuilder(origin) { Scheme = "ws", Path = path }.Uri, Invoker, CancellationToken.None);
        return opened;
    }

    public async Task<string> EchoAsync(string text)
    {
        await SendAsync(text);
        return await ReceiveAsync() ?? $"closed: {CloseStatus}";
    }

    public Task SendAsync(string text, bool whole = true) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, whole, CancellationToken.None);

    /// <summary>A whole message; null at the close, which is answered. A close in the middle of a message is an error.</summary>
    public async Task<string?> ReceiveAsync()
    {
        var message = new StringBuilder();
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None).AsTask().WaitAsync(Patience, TimeProvider.System);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                if (message.Length > 0) throw new InvalidDataException($"Closed {message.Length} characters into a message.");
                await _socket.CloseOutputAsync(_socket.CloseStatus ?? WebSocketCloseStatus.Empty, null, CancellationToken.None);
                return null;
            }

            message.Append(Encoding.UTF8.GetString(_buffer, 0, part.Count));
            if (part.EndOfMessage) return message.ToString();
        }
    }

    public async Task<OpenSocket> UntilClosedAsync()
    {
        while (await ReceiveAsync() is not null)
        {
            // Messages that were on their way.
        }

        return this;
    }

    public void Dispose() => _socket.Dispose();
}
