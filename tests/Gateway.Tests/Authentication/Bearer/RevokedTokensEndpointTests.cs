using System.Text;
using Gateway.Authentication.Bearer;
using Gateway.Tests.Redis;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Authentication.Bearer;

public sealed class RevokedTokensEndpointTests(SharedRedis shared)
{
    private const string Form = "application/x-www-form-urlencoded";

    // body, content type, whether the others can be told, status
    [Theory]
    [InlineData("token=opaque-1", Form, true, StatusCodes.Status200OK)]
    [InlineData("token=nobody-knows&token_type_hint=access_token", Form, true, StatusCodes.Status200OK)]
    [InlineData("token=opaque-1", Form, false, StatusCodes.Status503ServiceUnavailable)]
    [InlineData("", Form, true, StatusCodes.Status400BadRequest)]
    [InlineData("token=", Form, true, StatusCodes.Status400BadRequest)]
    [InlineData("token=a&token=b", Form, true, StatusCodes.Status400BadRequest)]
    [InlineData("{\"token\":\"a\"}", "application/json", true, StatusCodes.Status400BadRequest)]
    public async Task Who_learns_of_a_revocation_tells_one_replica(string body, string type, bool storeIsUp, int status)
    {
        await using var redis = storeIsUp ? await GatewayRedis.ConnectAsync(shared.Server.ConnectionString) : GatewayRedis.Make("127.0.0.1:1");
        using var world = new TokenWorld(redis: redis);
        world.Provider.Introspected = _ => world.Active();
        Assert.IsType<TokenOutcome.Valid>(await world.FindAsync("opaque-1"));

        var context = new DefaultHttpContext { Request = { Method = "POST", ContentType = type, Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) } };
        context.Response.Body = new MemoryStream();
        await RevokedTokensEndpoint.HandleAsync(context, world.Results);

        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(body == "token=opaque-1" && type == Form, await world.FindAsync("opaque-1") is TokenOutcome.Rejected);
    }
}
