using System.Text.Encodings.Web;
using Gateway.Operations;
using Gateway.Operations.Configuration;
using Gateway.Operations.LivePage;
using Gateway.Operations.Status;
using Gateway.Rollout;
using Gateway.Signals;
using Gateway.Signals.Recent;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.JSInterop;
using Radzen;
using Xunit;

namespace Gateway.Tests.Operations.LivePage;

/// <summary>A name that wants to be more than text stays text. The browser's journeys show the same of a subject, and that nothing gets too wide.</summary>
public sealed class HostileNamesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Ticker _ticker;

    public HostileNamesTests() => _ticker = new Ticker(_time);

    public static TheoryData<string> Names => new(
        "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>", "</h1></title><script>alert(1)</script>", "&lt;img&gt;", "x\u202E>tpircs<", "a\0\u001b[2Jb\r\nc", new string('<', 10_000));

    [Theory]
    [MemberData(nameof(Names))]
    public Task The_routes_table_shows_it_as_text(string name) => ShowsAsTextAsync<RoutesPage>(name, []);

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_routes_own_page_shows_it_as_text(string name) => ShowsAsTextAsync<RoutePage>(name, new() { [nameof(RoutePage.Name)] = name });

    [Theory]
    [MemberData(nameof(Names))]
    public Task The_dependencies_show_it_as_text(string name) => ShowsAsTextAsync<DependenciesPage>(name, []);

    public void Dispose() => _ticker.Dispose();

    private async Task ShowsAsTextAsync<TPage>(string name, Dictionary<string, object?> parameters)
        where TPage : IComponent
    {
        var routes = new RoutesWithSignals(_time);
        routes.Named(name);
        using var watch = new DependencyWatch(
            () => [new Dependency(Owner.Upstream, name, DependencyState.Down, LastError: null, "502.")], _time, NullLogger<DependencyWatch>.Instance);
        watch.Observe();
        using var balancer = new BalancersView(AcceptedConfiguration.Of(new ConfigurationBuilder().Build()), _time);
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton(_ticker)
            .AddSingleton(new LiveRoutes(new RecentSignals(routes), _time))
            .AddSingleton(balancer)
            .AddSingleton(new ReplicaStatus(new ReleaseIdentity("1", ""), new Readiness(), watch, _time))
            .AddSingleton<NavigationManager, NowhereElse>()
            .AddRadzenComponents()
            .AddSingleton<IJSRuntime, NoBrowser>();
        await using var provider = services.BuildServiceProvider();
        await using var renderer = new HtmlRenderer(provider, NullLoggerFactory.Instance);

        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters))).ToHtmlString());

        Assert.Contains($">{HtmlEncoder.Default.Encode(Shown.Name(name))}</", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(html, character => char.IsControl(character) && !char.IsWhiteSpace(character));
        Assert.DoesNotContain('\u202E', html);
        Assert.DoesNotContain("&#x202E", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("&#x1B", html, StringComparison.OrdinalIgnoreCase);
    }

    private sealed class NowhereElse : NavigationManager
    {
        public NowhereElse() => Initialize("http://localhost/", "http://localhost/");
    }

    private sealed class NoBrowser : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => throw new InvalidOperationException("Nothing runs in a browser here.");

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<TValue>(identifier, args);
    }
}
