using System.Net.Sockets;
using System.Text;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.HostileInput;

/// <summary>One gateway without a load balancer that would tidy up, a signed-in user's cookie, and a socket on which any bytes can be said.</summary>
public sealed class HostileWorld : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private World? _world;

    internal GatewayProcess Gateway => _world!.Gateways[0];

    internal Uri Origin => Gateway.Origin;

    /// <summary>The value of the session's cookie.</summary>
    internal string Session { get; private set; } = "";

    internal string Host => $"localhost:{Origin.Port}";

    public async ValueTask InitializeAsync()
    {
        _world = await World.StartAsync(new WorldOptions { Gateways = 1 });
        var browser = new Browser(Origin);
        Session = await SignInAsync(browser);
    }

    public ValueTask DisposeAsync() => _world?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal static async Task<string> SignInAsync(Browser browser, Action? atTheForm = null)
    {
        var (_, form) = await browser.NavigateAsync("/bff/login?prompt=login");
        atTheForm?.Invoke();
        var (page, _) = await browser.SubmitAsync(form, "username=alice&password=alice");
        return browser.Cookies[CookieName] ?? throw new InvalidOperationException($"Not signed in: {page}");
    }

    internal const string CookieName = "__Host-demo";

    /// <summary>Sends a request head with Host (and, when asked, the session's cookie) and returns what comes back.</summary>
    internal Task<RawAnswer> AskAsync(string requestLine, string headers = "", bool signedIn = false, string body = "") => SayAsync(
        $"{requestLine}\r\nHost: {Host}\r\n{(signedIn ? $"Cookie: {CookieName}={Session}\r\n" : "")}{headers}\r\n{body}");

    internal async Task<RawAnswer> SayAsync(string bytes)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var giveUp = new CancellationTokenSource(Patience, TimeProvider.System);
        await socket.ConnectAsync(FreePorts.Loopback(Origin.Port), giveUp.Token);
        await socket.SendAsync(Encoding.Latin1.GetBytes(bytes), SocketFlags.None, giveUp.Token);

        var said = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (!RawAnswer.IsWhole(said.ToString()))
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(), giveUp.Token);
            if (read == 0) break;
            said.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return RawAnswer.Parse(said.ToString());
    }
}
