using System.Globalization;
using Gateway.Authentication;
using Gateway.Authentication.Bearer;
using Xunit;

namespace Gateway.Tests.Authentication.Bearer;

/// <summary>What one validation costs, cached and not, in one run on one machine. Printed; asserted are the answers only.</summary>
public sealed class ValidationCostTests
{
    private const int Cached = 50_000;
    private const int Uncached = 500;

    private const string Opaque = "opaque";

    private static readonly string[] Kinds = ["RS256", "ES256", "PS256", Opaque];

    [Fact]
    public async Task The_table_of_costs()
    {
        var provider = new ScriptedProvider();
        using var way = await LoopbackHop.StartAsync(provider);
        using var world = new TokenWorld(measured: false, provider: provider, way: way);
        provider.Introspected = _ => world.Active();
        TestContext.Current.TestOutputHelper?.WriteLine("kind    cached      uncached    uncached / cached");
        foreach (var kind in Kinds.Where(kind => kind != Opaque)) provider.Keys.TryAdd(kind, new SigningKey(kind, kind));
        foreach (var kind in Kinds)
        {
            var token = (provider.Keys.TryGetValue(kind, out var key) ? key.Sign(world.Claims()) : "opaque-1").AsMemory();
            world.Cache.Set(new AuthenticationCacheOptions());
            await BelieveAsync(world, token, Cached / 10);
            var cached = await BelieveAsync(world, token, Cached);
            world.Cache.Set(new AuthenticationCacheOptions { MaxAge = TimeSpan.Zero, OpaqueMaxAge = TimeSpan.Zero });
            await BelieveAsync(world, token, Uncached / 10);
            var uncached = await BelieveAsync(world, token, Uncached);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{kind,-7} {cached,7:0.000} µs  {uncached,7:0.0} µs  {uncached / cached,10:0}"));
        }
    }

    /// <summary>Microseconds for each of so many look-ups, one after the other.</summary>
    private static async Task<double> BelieveAsync(TokenWorld world, ReadOnlyMemory<char> token, int times)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var time = 0; time < times; time++) Assert.IsType<TokenOutcome.Valid>(await world.Results.FindAsync(token));
        return TimeProvider.System.GetElapsedTime(started).TotalMicroseconds / times;
    }
}
