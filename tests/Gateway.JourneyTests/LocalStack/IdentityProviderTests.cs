using Gateway.Local.Identity;
using Xunit;

namespace Gateway.JourneyTests.LocalStack;

public sealed class IdentityProviderTests : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("identity-");
    private IdentityProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await IdentityProvider.StartAsync(
        new IdentityProviderOptions { Url = "http://localhost:0", DataDirectory = _data.FullName, AccessTokenLifetime = TimeSpan.FromSeconds(10) },
        TestContext.Current.CancellationToken);

    [Fact]
    public async Task Signs_in_who_knows_the_password()
    {
        using var alice = new OidcUser(_provider.Authority);
        var tokens = await alice.SignInAsync("alice");

        var id = OidcUser.Claims(tokens, "id_token");
        Assert.Equal("alice", id.GetProperty("sub").GetString());
        Assert.Equal("Alice", id.GetProperty("name").GetString());
        var access = OidcUser.Claims(tokens, "access_token");
        Assert.Equal(id.GetProperty("sid").GetString(), access.GetProperty("sid").GetString());
        Assert.Equal(10, access.GetProperty("exp").GetInt64() - access.GetProperty("iat").GetInt64());

        using var mallory = new OidcUser(_provider.Authority);
        Assert.Equal("401", (await mallory.AuthorizeAsync("alice", "wrong", "verifier-of-some-length-0123456789012345678"))["form"]);
        Assert.Equal("401", (await mallory.AuthorizeAsync("user-1", "user-1", "verifier-of-some-length-0123456789012345678"))["form"]);
    }

    [Fact]
    public async Task Asks_nobody_when_it_may_not()
    {
        using var stranger = new OidcUser(_provider.Authority);
        var answer = await stranger.AuthorizeAsync("alice", "alice", "verifier-of-some-length-0123456789012345678", prompt: "none");
        Assert.Equal("login_required", answer["error"]);
    }

    [Fact]
    public async Task Revokes_the_grant_when_a_refresh_token_is_redeemed_twice()
    {
        using var alice = new OidcUser(_provider.Authority);
        var first = await alice.SignInAsync("alice");
        var second = await alice.RefreshAsync(first);
        Assert.Equal("invalid_grant", (await alice.RefreshAsync(first)).GetProperty("error").GetString());
        Assert.Equal("invalid_grant", (await alice.RefreshAsync(second)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Comes_back_as_itself_after_an_outage()
    {
        using var alice = new OidcUser(_provider.Authority);
        var before = await alice.SignInAsync("alice");

        await _provider.StopAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<HttpRequestException>(() => alice.RefreshAsync(before));
        await _provider.StartAsync(TestContext.Current.CancellationToken);

        var after = await alice.RefreshAsync(before);
        Assert.Equal(
            OidcUser.Claims(before, "id_token").GetProperty("sid").GetString(),
            OidcUser.Claims(after, "id_token").GetProperty("sid").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
