using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Gateway.Tests.Authentication.Bearer;

/// <summary>Puts a real HTTP server on a loopback socket between a caller and the scripted provider: what a call costs includes the way.</summary>
internal sealed class LoopbackHop : HttpMessageHandler
{
    private readonly WebApplication _server;
    private readonly HttpMessageInvoker _way = new(new SocketsHttpHandler());
    private readonly HttpMessageInvoker _provider;

    private LoopbackHop(ScriptedProvider provider)
    {
        _provider = new HttpMessageInvoker(provider, disposeHandler: false);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public static async Task<LoopbackHop> StartAsync(ScriptedProvider provider)
    {
        var hop = new LoopbackHop(provider);
        await hop._server.StartAsync();
        return hop;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(new Uri(_server.Urls.Single()), request.RequestUri!.PathAndQuery);
        return _way.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        ((IDisposable)_server).Dispose();
        _way.Dispose();
        _provider.Dispose();
        base.Dispose(disposing);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var asked = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.GetEncodedUrl()) { Content = new StreamContent(context.Request.Body) };
        using var answer = await _provider.SendAsync(asked, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = "application/json";
        await answer.Content.CopyToAsync(context.Response.Body);
    }
}
