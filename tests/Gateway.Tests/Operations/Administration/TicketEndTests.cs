using System.Net.WebSockets;
using Gateway.Operations;
using Gateway.Operations.Administration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Operations.Administration;

/// <summary>A page that is open is one WebSocket for as long as somebody looks; the ticket it was opened with may end before that.</summary>
public sealed class TicketEndTests
{
    private const string Key = "an-api-key-of-this-test-0123456789abcdef";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public async Task An_open_page_is_cut_off_when_its_ticket_ends_and_not_before()
    {
        var key = new AdministratorKey(Options.Create(new OperationsOptions { ApiKey = Key }), _time);
        await using var server = await StartAsync(new AdministratorAccess(key, _time));
        using var page = new ClientWebSocket();
        page.Options.SetRequestHeader("Cookie", $"gateway-administrator={key.IssueTicket()}");
        await page.ConnectAsync(new UriBuilder(server.Urls.Single()) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);

        _time.Advance(AdministratorKey.TicketLifetime - TimeSpan.FromSeconds(1));
        Assert.Equal("ping", await EchoAsync(page));

        var end = page.ReceiveAsync(new byte[8], TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<WebSocketException>(() => end.WaitAsync(Soon, TestContext.Current.CancellationToken));
    }

    private static async Task<WebApplication> StartAsync(AdministratorAccess access)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Use(access.InvokeAsync);
        server.UseWebSockets();
        server.Run(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[8];
            while (socket.State == WebSocketState.Open)
            {
                var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
                await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
        });
        await server.StartAsync();
        return server;
    }

    private static async Task<string> EchoAsync(ClientWebSocket page)
    {
        await page.SendAsync("ping"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        var buffer = new byte[8];
        var received = await page.ReceiveAsync(buffer, TestContext.Current.CancellationToken).WaitAsync(Soon);
        return System.Text.Encoding.ASCII.GetString(buffer, 0, received.Count);
    }
}
