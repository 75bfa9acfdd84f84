using Gateway.Authentication;
using Gateway.Authentication.Bearer;
using Gateway.Forwarding;
using Gateway.Sessions;
using Xunit;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Tests.Forwarding;

public sealed class RoutePolicyTests
{
    [Theory]
    [InlineData(null, null, nameof(SignInKind.Session), nameof(UpstreamToken.User))]
    [InlineData("default", null, nameof(SignInKind.Session), nameof(UpstreamToken.User))]
    [InlineData("orders.write", null, nameof(SignInKind.Session), nameof(UpstreamToken.User))]
    [InlineData("anonymous", null, nameof(SignInKind.None), nameof(UpstreamToken.None))]
    [InlineData("Anonymous", null, nameof(SignInKind.None), nameof(UpstreamToken.None))]
    [InlineData("anonymous", "Session", nameof(SignInKind.Session), nameof(UpstreamToken.User))]
    [InlineData(null, "Bearer", nameof(SignInKind.Bearer), nameof(UpstreamToken.User))]
    [InlineData("anonymous", "Bearer", nameof(SignInKind.Bearer), nameof(UpstreamToken.User))]
    [InlineData(null, "Any", nameof(SignInKind.Any), nameof(UpstreamToken.User))]
    [InlineData(null, "None", nameof(SignInKind.None), nameof(UpstreamToken.None))]
    public void A_route_is_open_only_when_somebody_opened_it(string? authorization, string? signIn, string expectedSignIn, string expectedToken)
    {
        var metadata = signIn is null ? [] : new Dictionary<string, string> { ["Gateway:SignIn"] = signIn };
        var policy = RoutePolicy.Of(new RouteConfig { AuthorizationPolicy = authorization, Metadata = metadata });
        Assert.Equal(expectedSignIn, policy.SignIn.ToString());
        Assert.Equal(expectedToken, policy.Token.ToString());
    }

    [Theory]
    [InlineData("Session", true, false, false)]
    [InlineData("Bearer", false, true, false)]
    [InlineData("Any", true, true, true)]
    [InlineData("None", false, false, false)]
    public void A_route_looks_for_what_it_accepts_and_for_nothing_else(string signIn, bool session, bool token, bool either)
    {
        var metadata = RoutePolicy.Of(new RouteConfig { Metadata = new Dictionary<string, string> { ["Gateway:SignIn"] = signIn } }).EndpointMetadata().ToList();
        Assert.Equal(session, metadata.OfType<SessionRequirement>().Any());
        Assert.Equal(session, metadata.OfType<CrossSiteProtection>().Any());
        Assert.Equal(token, metadata.OfType<BearerRequirement>().Any());
        Assert.Equal(either, metadata.OfType<BearerRequirement>().Any(requirement => requirement.OrSession));
    }

    [Fact]
    public void The_header_against_forgery_is_asked_for_unless_switched_off()
    {
        Assert.True(RoutePolicy.Of(new RouteConfig()).CsrfHeader);
        Assert.False(RoutePolicy.Of(new RouteConfig { Metadata = new Dictionary<string, string> { ["Gateway:CsrfHeader"] = "false" } }).CsrfHeader);
    }
}
