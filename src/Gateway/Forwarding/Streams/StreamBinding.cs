using System.Net;
using Gateway.Authentication.Bearer;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Sessions.Streams;
using Gateway.Signals;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Forwarding.Streams;

/// <summary>
/// Binds an answer that stays open, a WebSocket or server-sent events, to the session or the bearer token of its request. Every other answer is left
/// alone, and so is a request in progress when either ends.
/// </summary>
internal sealed class StreamBinding(BoundStreams open, RememberedSessions sessions, WatchedTokens tokens, TimeProvider time)
{
    private const string EventStream = "text/event-stream";

    public void Bind(ResponseTransformContext transform)
    {
        if (transform.ProxyResponse is not { } response) return;
        var context = transform.HttpContext;
        if (IsOpenWebSocket(response, context)) StayOpen(context, response, upstream => WebSocket(upstream, context));
        else if (IsEvents(response)) StayOpen(context, response, upstream => Events(upstream, context));
        else if (StreamPatience.LimitOf(context) is { } limit) response.Content = new BoundContent(response.Content, upstream => new ImpatientStream(upstream, limit, () => context.Signals()?.TimedOut(Owner.Upstream), time));
    }

    private static void StayOpen(HttpContext context, HttpResponseMessage response, Func<Stream, Stream> bound)
    {
        context.Signals()?.BecomesStream();
        response.Content = new BoundContent(response.Content, bound);
    }

    // The answer to an upgrade over HTTP/1.1, or to an extended CONNECT over HTTP/2 (RFC 8441, 5).
    private static bool IsOpenWebSocket(HttpResponseMessage response, HttpContext context) =>
        (response.StatusCode == HttpStatusCode.SwitchingProtocols
            || (response.StatusCode == HttpStatusCode.OK && response.RequestMessage?.Method == HttpMethod.Connect))
        && context.IsWebSocket();

    // As it came: to parse every answer's type, and throw the result away, is the dearest way to say no.
    private static bool IsEvents(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues(HeaderNames.ContentType, out var types)
        && types.ToString() is var type
        && type.StartsWith(EventStream, StringComparison.OrdinalIgnoreCase)
        && (type.Length == EventStream.Length || type[EventStream.Length] is ';' or ' ' or '\t');

    private BoundWebSocket WebSocket(Stream upstream, HttpContext context)
    {
        var (secret, session) = SessionOf(context);
        BoundWebSocket stream = null!; // set before it can be closed
        IDisposable? watch = null;
        stream = new BoundWebSocket(upstream, context.Abort, time)
        {
            Closed = () => Leave(stream, secret, watch),
            MessageSent = session is null ? () => { } : () => sessions.NoteActivity(session),
        };
        open.Add(stream, secret);
        watch = tokens.Add(context, () => stream.End(StreamEnd.TokenEnded));
        return stream;
    }

    private BoundEventStream Events(Stream upstream, HttpContext context)
    {
        var (secret, _) = SessionOf(context);
        BoundEventStream stream = null!; // set before it can be closed
        IDisposable? watch = null;
        stream = new BoundEventStream(upstream, context.Abort, time)
        {
            Closed = () => Leave(stream, secret, watch),
            ComesBack = HttpMethods.IsGet(context.Request.Method),
        };
        open.Add(stream, secret);
        watch = tokens.Add(context, () => stream.End(StreamEnd.TokenEnded));
        return stream;
    }

    private void Leave(IBoundStream stream, SessionSecret? secret, IDisposable? watch)
    {
        open.Remove(stream, secret);
        watch?.Dispose();
    }

    private static (SessionSecret? Secret, UserSession? Session) SessionOf(HttpContext context) => context.Session() is { } stored
        ? (SessionCookie.Read(context.Request.Headers.Cookie, context.Frontend().CookieName), stored.Session)
        : (null, null);
}
