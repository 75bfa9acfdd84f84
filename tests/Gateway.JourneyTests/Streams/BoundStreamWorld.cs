using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Streams;

/// <summary>Two replicas, one store, and upstreams that YARP would give up on after one second of silence.</summary>
public sealed class BoundStreamWorld : IAsyncLifetime
{
    internal static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    private World? _world;

    internal World World => _world ?? throw new InvalidOperationException("The world has not been started.");

    internal Uri A => World.Gateways[0].Origin;

    internal Uri B => World.Gateways[1].Origin;

    public async ValueTask InitializeAsync() => _world = await World.StartAsync(new WorldOptions
    {
        Gateways = 2,
        Settings = new Dictionary<string, string>
        {
            ["ReverseProxy:Clusters:demo:HttpRequest:ActivityTimeout"] = $"{Silence:c}",
            ["Logging:LogLevel:Gateway.Sessions.Streams"] = "Information",
            ["ReverseProxy:Routes:open:Transforms:0:PathRemovePrefix"] = "/open",
        },
    });

    public async ValueTask DisposeAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
    }

    /// <summary>Somebody signed in at replica A: a browser, and the cookie that goes everywhere.</summary>
    internal async Task<(Browser Browser, string Cookie)> SignInAsync(string name) => await SignInAsync(A, name);

    internal static async Task<(Browser Browser, string Cookie)> SignInAsync(Uri origin, string name)
    {
        var browser = new Browser(origin);
        var (_, form) = await browser.NavigateAsync("/bff/login");
        await browser.SubmitAsync(form, $"username={name}&password={name}");
        return (browser, $"__Host-demo={browser.Cookies["__Host-demo"] ?? throw new InvalidOperationException($"{name} is not signed in.")}");
    }

    /// <summary>The same browser, by way of the other replica.</summary>
    internal static Browser At(Uri origin, Browser browser)
    {
        var same = new Browser(origin);
        same.Cookies.Set("__Host-demo", browser.Cookies["__Host-demo"]!);
        return same;
    }
}
