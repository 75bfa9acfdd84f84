using Gateway.Frontends;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication;

/// <summary>
/// One OpenID Connect scheme a frontend, as the configuration in force names them. The callback is an endpoint of ours, so no
/// scheme is offered as a request handler: ASP.NET Core would construct every one of them on every request.
/// </summary>
internal sealed class FrontendSchemes : AuthenticationSchemeProvider
{
    private const string Prefix = "OpenIdConnect:";

    private readonly FrontendDirectory _frontends;

    public FrontendSchemes(IOptions<AuthenticationOptions> options, FrontendDirectory frontends, IOptionsMonitorCache<OpenIdConnectOptions> made)
        : base(options)
    {
        _frontends = frontends;
        _frontends.Changed += made.Clear;
    }

    public static string Of(Frontend frontend) => Prefix + frontend.Name;

    public static string? FrontendName(string? scheme) =>
        scheme?.StartsWith(Prefix, StringComparison.Ordinal) == true ? scheme[Prefix.Length..] : null;

    public override Task<AuthenticationScheme?> GetSchemeAsync(string name) =>
        FrontendName(name) is { } frontend && _frontends.ByName(frontend) is not null
            ? Task.FromResult<AuthenticationScheme?>(new AuthenticationScheme(name, displayName: null, typeof(OpenIdConnectHandler)))
            : base.GetSchemeAsync(name);

    public override Task<IEnumerable<AuthenticationScheme>> GetRequestHandlerSchemesAsync() =>
        Task.FromResult<IEnumerable<AuthenticationScheme>>([]);
}
