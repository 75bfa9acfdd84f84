using Gateway.Operations.LivePage;
using Gateway.Signals;
using Gateway.Signals.Recent;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.JSInterop;
using Xunit;

namespace Gateway.Tests.Operations.LivePage;

/// <summary>A name that wants to be more than text stays text. The browser's journey shows the same of a subject.</summary>
public sealed class HostileNamesTests
{
    private const string Name = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>";

    [Fact]
    public async Task The_routes_table_shows_it_as_text()
    {
        var time = new FakeTimeProvider();
        var routes = new RoutesWithSignals(time);
        routes.Named(Name);
        using var ticker = new Ticker(time);
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(ticker)
            .AddSingleton(new LiveRoutes(new RecentSignals(routes), time))
            .AddSingleton<IJSRuntime, NoBrowser>();
        await using var provider = services.BuildServiceProvider();
        await using var renderer = new HtmlRenderer(provider, NullLoggerFactory.Instance);

        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<RoutesPage>(ParameterView.Empty)).ToHtmlString());

        Assert.Contains(">&lt;img src=x onerror=alert(1)&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
    }

    private sealed class NoBrowser : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => throw new InvalidOperationException("Nothing runs in a browser here.");

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<TValue>(identifier, args);
    }
}
