using Gateway.Benchmarks.Contestants;

// What a user would run instead of the gateway: one of three proxies, over one backend, as the documentation of its parts builds it.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var surroundings = ContestantOptions.Of(builder.Configuration);
switch (surroundings.Kind)
{
    case ContestantKind.Yarp:
        builder.Services.AddProxy(surroundings.Backend, policy: null);
        break;
    case ContestantKind.Textbook:
        builder.Services.AddTextbookSessions(surroundings);
        builder.Services.AddProxy(surroundings.Backend, policy: "default").AddTransforms(TextbookSessions.SendAccessToken);
        break;
    case ContestantKind.JwtBearer:
        builder.Services.AddValidatedTokens(surroundings);
        builder.Services.AddProxy(surroundings.Backend, policy: "default");
        break;
    default:
        throw new InvalidOperationException($"There is no contestant {surroundings.Kind}.");
}

await using var proxy = builder.Build();
if (surroundings.Kind != ContestantKind.Yarp) proxy.UseAuthentication().UseAuthorization();
proxy.MapReverseProxy();

// Ready is who answers here: the proxy has started then.
await proxy.StartAsync();
await using var allocations = await AllocationsEndpoint.StartAsync(surroundings.AllocationsPort);
await proxy.WaitForShutdownAsync();
