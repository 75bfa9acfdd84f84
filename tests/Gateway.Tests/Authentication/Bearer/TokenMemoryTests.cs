using System.Text.Json.Nodes;
using Gateway.Authentication.Bearer;
using Xunit;

namespace Gateway.Tests.Authentication.Bearer;

/// <summary>What a look-up of a token costs, and what a flood of them does to memory.</summary>
public sealed class TokenMemoryTests
{
    [Fact]
    public async Task A_known_token_costs_next_to_nothing()
    {
        using var world = new TokenWorld(measured: false);
        var token = world.Key.Sign(world.Claims()).AsMemory();
        for (var warm = 0; warm < 1000; warm++) await world.Results.FindAsync(token);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 10_000; round++) await world.Results.FindAsync(token);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 10_000.0;
        TestContext.Current.TestOutputHelper?.WriteLine($"{each:0.0} bytes for each look-up of a known token.");
        Assert.InRange(each, 0, 16);
    }

    [Fact]
    public async Task A_hundred_thousand_invented_tokens_displace_no_good_one()
    {
        using var world = new TokenWorld();
        var good = Enumerable.Range(0, 200).Select(number => world.Key.Sign(With(world, "jti", $"{number}"))).ToList();
        foreach (var token in good) Assert.IsType<TokenOutcome.Valid>(await world.FindAsync(token));

        var header = SigningKey.Text("""{"alg":"RS256","kid":"first"}""");
        for (var number = 0; number < 100_000; number++)
        {
            await world.FindAsync($"{header}.{SigningKey.Text($$"""{"iss":"https://evil.example","exp":1800000600,"jti":{{number}}}""")}.c2ln");
        }

        foreach (var token in good) await world.FindAsync(token);
        Assert.Equal(200, world.Counted("jwt", "hit"));
        Assert.Equal(200, world.Results.Held.Believed);
        Assert.InRange(world.Results.Held.Refused, 1, 10_000);
        Assert.Equal(1, world.Provider.KeySetReads);
    }

    private static JsonObject With(TokenWorld world, string claim, string value)
    {
        var claims = world.Claims();
        claims[claim] = value;
        return claims;
    }
}
