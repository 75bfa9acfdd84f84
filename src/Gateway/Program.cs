using System.CommandLine;
using Gateway.Authentication;
using Gateway.Authentication.Bearer;
using Gateway.Authentication.Tokens;
using Gateway.Forwarding;
using Gateway.Frontends;
using Gateway.Operations;
using Gateway.Operations.Commands;
using Gateway.Operations.Configuration;
using Gateway.Redis;
using Gateway.Rollout;
using Gateway.Sessions;
using Gateway.Signals;

return await GatewayCommands.RunAsync(args, ServeAsync);

static async Task<int> ServeAsync(string[] settings)
{
    if (await CheckedSettings.ReadAsync(settings) is not { } builder) return 1;

    var accepted = AcceptedConfiguration.Of(builder.Configuration);
    builder.Services
        .AddSignals(accepted.Root, ReleaseIdentity.OfThisBuild().AsBuild())
        .AddRedis()
        .AddFrontends(accepted.Root)
        .AddSessions(accepted.Root)
        .AddGatewayAuthentication(accepted.Root)
        .AddForwarding(accepted.Root)
        .AddOperations(builder, accepted);

    await using var app = builder.Build();

    // (1) Signals: every request is seen, and answered whatever fails.
    app.UseMiddleware<RequestMiddleware>();

    // (2) Frontends: the load balancer is believed, clients are not, and the host decides.
    app.UseTrustedProxies();
    app.UseMiddleware<ClientHeadersMiddleware>();
    app.UseMiddleware<UnambiguousRequestMiddleware>();
    app.UseMiddleware<FrontendMiddleware>();

    // (3) Sessions: the route says whether to look, the cookie, or a token that was brought, says who.
    app.UseRouting();
    app.UseMiddleware<RequestRouteMiddleware>();
    app.UseCallers();

    // (4) Authentication: no other site acts in the user's name, the route's policy is met, and the token its upstream wants is there and alive.
    app.UseMiddleware<CrossSiteMiddleware>();
    app.UseCallersRights();
    app.UseMiddleware<TokenRefreshMiddleware>();
    app.UseMiddleware<UpstreamTokenMiddleware>();
    app.MapBff();

    // (5) Forwarding: upstream, with the user's token and without his cookie.
    app.MapForwarding();

    return await app.RunToEndAsync();
}
