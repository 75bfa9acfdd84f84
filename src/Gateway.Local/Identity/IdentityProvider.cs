using Gateway.Local.Hosting;

namespace Gateway.Local.Identity;

/// <summary>
/// An OpenID Connect provider inside this process: a real one, of real protocol, whose users are made up.
/// Stop and start it to act out an outage; what it issued stays valid.
/// </summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private readonly IdentityProviderOptions _options;
    private readonly RestartableHost _host;

    private IdentityProvider(IdentityProviderOptions options)
    {
        _options = options;
        _host = new RestartableHost(Build, (application, cancellationToken) =>
            IdentityPreparation.PrepareAsync(application.Services, _options, cancellationToken));
    }

    /// <summary>The issuer's address, as clients are configured with it.</summary>
    public Uri Authority => new(_options.Url);

    public bool IsRunning => _host.IsRunning;

    public static async Task<IdentityProvider> StartAsync(IdentityProviderOptions options, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(options.Url);
        if (address.Port == 0) address.Port = LoopbackPort.Free();
        var provider = new IdentityProvider(options with { Url = address.Uri.GetLeftPart(UriPartial.Authority) });
        await provider.StartAsync(cancellationToken);
        return provider;
    }

    public Task StartAsync(CancellationToken cancellationToken) => _host.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    /// <summary>Signs with a new key from now on. Away for the moment of a restart, as a provider that is deployed anew.</summary>
    public async Task RotateSigningKeyAsync(CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken);
        IdentityKeys.RotateSigning(_options.DataDirectory);
        await StartAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private WebApplication Build()
    {
        Directory.CreateDirectory(_options.DataDirectory);
        var builder = LoopbackHost.CreateBuilder();
        builder.Services.AddIdentityProvider(_options);
        var application = builder.Build();
        application.Urls.Add(_options.Url);
        if (_options.Intercept is { } intercept) application.Use(next => context => intercept(context, next));
        application.UseRouting();
        application.UseAuthentication();
        application.MapIdentityProvider();
        return application;
    }
}
