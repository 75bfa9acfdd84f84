using System.Net;
using System.Text.Json;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Ends;

/// <summary>Sessions ended from elsewhere: by the user in another browser, by an administrator.</summary>
public sealed class SessionAdministrationTests
{
    private const string Key = "an-api-key-of-this-test-0123456789abcdef";

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_user_sees_his_sessions_and_ends_any_of_them_and_nobody_elses()
    {
        await using var world = await World.StartAsync(new WorldOptions { Gateways = 2 });
        var laptop = await UserOfReplicas.SignInAsync(world, "alice");
        var phone = await UserOfReplicas.SignInAsync(world, "alice", replica: 1);
        var bob = await UserOfReplicas.SignInAsync(world, "bob");

        using var listed = JsonDocument.Parse((await laptop.CallAsync(1, HttpMethod.Get, "/bff/sessions")).Body);
        var sessions = listed.RootElement.EnumerateArray().ToDictionary(session => session.GetProperty("id").GetString()!);
        Assert.Equal(new HashSet<string> { laptop.SessionId, phone.SessionId }, [.. sessions.Keys]);
        Assert.True(sessions[laptop.SessionId].GetProperty("current").GetBoolean());
        Assert.False(sessions[phone.SessionId].GetProperty("current").GetBoolean());
        Assert.All(sessions.Values, session => Assert.InRange(
            session.GetProperty("idleEndsAt").GetDateTimeOffset(), session.GetProperty("startedAt").GetDateTimeOffset(), session.GetProperty("endsAt").GetDateTimeOffset()));

        Assert.Equal(HttpStatusCode.NotFound, (await laptop.CallAsync(0, HttpMethod.Delete, $"/bff/sessions/{bob.SessionId}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await laptop.CallAsync(0, HttpMethod.Delete, "/bff/sessions/nothing")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, await laptop.CallWithoutHeaderAsync(0, HttpMethod.Delete, $"/bff/sessions/{phone.SessionId}"));
        Assert.Equal(HttpStatusCode.NoContent, (await laptop.CallAsync(0, HttpMethod.Delete, $"/bff/sessions/{phone.SessionId}")).Status);
        await IsOutAsync(phone);
        Assert.True(await bob.IsSignedInAtAsync(0));

        var own = await laptop.CallAsync(0, HttpMethod.Delete, $"/bff/sessions/{laptop.SessionId}");
        Assert.Equal((HttpStatusCode.NoContent, true), (own.Status, own.SetsCookie));
        await IsOutAsync(laptop);
        Assert.Equal(HttpStatusCode.Unauthorized, (await laptop.CallAsync(0, HttpMethod.Get, "/bff/sessions")).Status);
    }

    [Fact]
    public async Task An_administrator_ends_one_session_or_all_of_a_user_on_every_replica()
    {
        await using var world = await World.StartAsync(new WorldOptions { Gateways = 2 });
        var administrator = new AdministratorClient(world.Gateways[1]);
        var (first, second, bob) = (await UserOfReplicas.SignInAsync(world, "alice"), await UserOfReplicas.SignInAsync(world, "alice"), await UserOfReplicas.SignInAsync(world, "bob"));
        Assert.Equal(new HashSet<string> { first.SessionId, second.SessionId }, [.. await administrator.SessionsOfAsync("alice")]);

        Assert.Equal(HttpStatusCode.NoContent, (await administrator.SendAsync(HttpMethod.Delete, $"/api/sessions/{first.SessionId}")).Status);
        await IsOutAsync(first);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.SendAsync(HttpMethod.Delete, $"/api/sessions/{first.SessionId}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.SendAsync(HttpMethod.Delete, "/api/sessions/x")).Status);

        var (_, ended) = await administrator.SendAsync(HttpMethod.Delete, "/api/sessions?subject=alice");
        Assert.Equal("{\"ended\":1}", ended);
        await IsOutAsync(second);
        Assert.Empty(await administrator.SessionsOfAsync("alice"));
        Assert.True(await bob.IsSignedInAtAsync(0));
        Assert.Equal(HttpStatusCode.BadRequest, (await administrator.SendAsync(HttpMethod.Delete, "/api/sessions")).Status);

        // No key is set, so this machine is believed, but no page in one of its browsers.
        var path = $"/api/sessions/{bob.SessionId}";
        Assert.Equal(HttpStatusCode.Forbidden, (await administrator.SendAsync(HttpMethod.Get, "/api/sessions?subject=bob", ("Host", "rebound.example"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await administrator.SendAsync(HttpMethod.Delete, path, ("Origin", "https://evil.example"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await administrator.SendAsync(HttpMethod.Delete, path, ("Sec-Fetch-Site", "cross-site"))).Status);

        await world.Redis.KillAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await administrator.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await administrator.SendAsync(HttpMethod.Get, "/api/sessions?subject=bob")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await bob.CallAsync(0, HttpMethod.Get, "/bff/sessions")).Status);
    }

    [Fact]
    public async Task With_a_key_set_nothing_under_api_answers_without_it_and_health_does()
    {
        await using var world = await World.StartAsync(new WorldOptions
        {
            Gateways = 1,
            Settings = new Dictionary<string, string> { ["Gateway:Operations:ApiKey"] = Key },
        });
        var administrator = new AdministratorClient(world.Gateways[0]);
        foreach (var path in new[] { "/api/sessions?subject=alice", "/API/sessions?subject=alice", "/api/nothing", "/api" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await administrator.SendAsync(HttpMethod.Get, path)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await administrator.SendAsync(HttpMethod.Get, path, ("Authorization", $"Bearer {Key}x"))).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await administrator.SendAsync(HttpMethod.Get, path, ("Authorization", $"Basic {Key}"))).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await administrator.SendAsync(HttpMethod.Get, "/api/sessions?subject=alice", ("Authorization", $"Bearer {Key}"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await administrator.SendAsync(HttpMethod.Get, "/livez")).Status);
    }

    private static Task IsOutAsync(UserOfReplicas user) => Eventually.HoldsAsync(
        async () => !(await user.IsSignedInEverywhereAsync()).Contains(true), Within, () => $"{user.Name} is signed out everywhere");
}
