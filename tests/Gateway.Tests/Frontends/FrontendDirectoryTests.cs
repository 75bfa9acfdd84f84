using Gateway.Frontends;
using Gateway.Operations.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Frontends;

public sealed class FrontendDirectoryTests
{
    [Fact]
    public void A_frontend_is_found_by_its_hosts_without_case_and_by_nothing_else()
    {
        using var services = new ServiceCollection()
            .AddFrontends(Configuration(("shop", "shop.example.com"), ("shop", "www.example.com"))).BuildServiceProvider();
        var frontends = services.GetRequiredService<FrontendDirectory>();
        Assert.Equal("shop", frontends.ByHost("SHOP.example.com")?.Name);
        Assert.Equal("shop", frontends.ByHost("www.example.com")?.Name);
        Assert.Null(frontends.ByHost("example.com"));
        Assert.Null(frontends.ByHost("shop.example.com.evil.example"));
        Assert.Null(frontends.ByHost(""));
    }

    [Theory]
    [InlineData("__Host-shop", true)]
    [InlineData("__Host-shop.login.x", true)]
    [InlineData("__Host-shop.", true)]
    [InlineData("__Host-shopping", false)]
    [InlineData("__host-shop", false)]
    [InlineData("__Host-sho", false)]
    [InlineData("shop", false)]
    public void A_frontend_knows_its_cookies(string name, bool ours) => Assert.Equal(ours, new Frontend("shop", new FrontendOptions()).OwnsCookie(name));

    [Fact]
    public void A_reload_adds_and_removes_frontends()
    {
        var accepted = AcceptedConfiguration.Of(Configuration(("shop", "shop.example.com")));
        using var services = new ServiceCollection().AddFrontends(accepted.Root).BuildServiceProvider();
        var frontends = services.GetRequiredService<FrontendDirectory>();
        var changes = 0;
        frontends.Changed += () => changes++;

        accepted.Replace(Configuration(("office", "office.example.com")));

        Assert.Equal("office", frontends.ByHost("office.example.com")?.Name);
        Assert.Null(frontends.ByHost("shop.example.com"));
        Assert.Equal(1, changes);
    }

    private static IConfiguration Configuration(params (string Name, string Host)[] frontends) => new ConfigurationBuilder()
        .AddInMemoryCollection(frontends.Select((frontend, i) => KeyValuePair.Create($"Gateway:Frontends:{frontend.Name}:Hosts:{i}", (string?)frontend.Host)))
        .Build();
}
