using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Bearer;

/// <summary>The provider signs with a new key while callers call, and while somebody invents keys by the thousand.</summary>
[Collection(WaitingJourneys.Name)]
public sealed class KeyRotationTests
{
    private const int InventedPerSecond = 5_000;

    [Fact]
    public async Task A_rotation_under_load_refuses_no_valid_token_and_no_login_and_invented_keys_cause_one_fetch_in_ten_seconds()
    {
        await using var world = await BearerWorld.StartAsync(gateways: 1, opaque: false);
        var gateway = world.World.Gateways[0];
        var statuses = new ConcurrentDictionary<int, int>();
        using var end = new CancellationTokenSource();
        var token = await world.NewTokenAsync();
        var callers = Enumerable.Range(0, 16).Select(_ => CallAsync(world, gateway, () => Volatile.Read(ref token), statuses, end.Token)).ToList();

        await world.World.Identity.RotateSigningKeyAsync(CancellationToken.None);
        Volatile.Write(ref token, await world.NewTokenAsync());
        // The first login after the rotation, on a replica that does not know the key yet, or has just learned it.
        var login = SignedInUser.SignInAsync(world.World, "alice");
        Assert.Equal(200, await world.StatusAsync(gateway, token));
        await login;

        var time = TimeProvider.System.GetTimestamp();
        world.Calls.Forget();
        var invented = await InventAsync(world, gateway, LongForm.IsAsked ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(8));
        var took = TimeProvider.System.GetElapsedTime(time);
        await end.CancelAsync();
        await Task.WhenAll(callers);

        var fetched = world.Calls.To(ProviderCalls.KeySet);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{statuses.GetValueOrDefault(200)} calls with valid tokens, {statuses.Values.Sum() - statuses.GetValueOrDefault(200)} refused; {invented.Values.Sum()} invented keys in {took.TotalSeconds:0.0} s, {fetched} fetches of the key set."));
        Assert.Equal([200], statuses.Keys);
        Assert.InRange(fetched, 1, (int)Math.Ceiling(took.TotalSeconds / 10));
        // 503: there was no place to wait, so nobody said that there is no such key.
        Assert.DoesNotContain(invented.Keys, status => status is not (401 or 503));
        Assert.InRange(invented.GetValueOrDefault(401), 1, int.MaxValue);
        Assert.InRange(invented.Values.Sum(), 1_000, int.MaxValue);
    }

    private static async Task CallAsync(
        BearerWorld world, GatewayProcess gateway, Func<string> token, ConcurrentDictionary<int, int> statuses, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            statuses.AddOrUpdate(await world.StatusAsync(gateway, token()), 1, (_, count) => count + 1);
        }
    }

    // As fast as asked for, or as the machine goes; never more than so many at once.
    private static async Task<ConcurrentDictionary<int, int>> InventAsync(BearerWorld world, GatewayProcess gateway, TimeSpan span)
    {
        var started = TimeProvider.System.GetTimestamp();
        var (sent, underWay) = (0, new SemaphoreSlim(300));
        var statuses = new ConcurrentDictionary<int, int>();
        var claims = Text($$"""{"iss":"{{world.World.Identity.Authority}}","aud":"api","exp":{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 600}}}""");
        while (TimeProvider.System.GetElapsedTime(started) is var elapsed && elapsed < span)
        {
            if (sent > elapsed.TotalSeconds * InventedPerSecond)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
                continue;
            }

            await underWay.WaitAsync();
            sent++;
            _ = SendAsync($"{Text($$"""{"alg":"RS256","kid":"{{Guid.NewGuid():N}}"}""")}.{claims}.c2ln");
        }

        for (var left = 0; left < 300; left++) await underWay.WaitAsync();
        return statuses;

        async Task SendAsync(string token)
        {
            // Nobody waits for this task: 0 is how a failure is seen.
            var status = 0;
            try
            {
                status = await world.StatusAsync(gateway, token);
            }
            finally
            {
                statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
                underWay.Release();
            }
        }
    }

    private static string Text(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
