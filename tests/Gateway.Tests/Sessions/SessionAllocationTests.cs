using Gateway.Sessions;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>Every request of a signed-in user goes from his cookie to his session; nearly all of them end in memory.</summary>
public sealed class SessionAllocationTests : IDisposable
{
    // The secret, its bits and the id it is looked up by.
    private const int MostBytes = 256;

    private readonly RememberedWorld _world = new();

    [Fact]
    public async Task From_a_cookie_to_a_session_in_memory_takes_no_more_than_the_secret_itself()
    {
        var secret = await _world.RememberedAsync();
        var cookies = new StringValues($"theme=dark; __Host-shop={secret.ToCookieValue()}; consent=all");
        // Somebody has signed out since the replica started, as on every replica in service.
        _world.Announce(SessionSecret.Create());

        var each = AllocatedBytes.Each(() =>
        {
            var found = _world.Sessions.FindAsync(SessionCookie.Read(cookies, "__Host-shop")!);
            if (!found.IsCompletedSuccessfully || found.Result is not SessionLookup.Found { Source: SessionSource.Memory }) Assert.Fail("Not from memory.");
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{each:0.0} bytes from cookie to session.");
        Assert.InRange(each, 0, MostBytes);
    }

    public void Dispose() => _world.Dispose();
}
