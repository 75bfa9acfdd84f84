using System.Net.Http.Json;
using Gateway.Operations.Configuration;
using Gateway.Signals.LoadBalancer.Observer;

namespace Gateway.Operations.LivePage;

/// <summary>
/// What <c>gateway lb-observer</c> says of each route, asked for while a page shows it and every few seconds at most. An observer that does
/// not answer costs a page nothing but its figures.
/// </summary>
internal sealed class BalancersView(AcceptedConfiguration accepted, TimeProvider time) : IDisposable
{
    private const string Setting = "Gateway:Signals:Observer";

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(3);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(2),
        MaxResponseContentBufferSize = 4 << 20,
    };

    private readonly Lock _turn = new();
    private IReadOnlyList<ObservedFigures>? _figures;
    private long _askedAt;
    private bool _isAsking;

    /// <summary>Where the observer answers; null when the settings name none.</summary>
    public string? Address => accepted.Root[Setting] is { Length: > 0 } address ? address : null;

    /// <summary>What was last heard, null when that was nothing; asks again in the background when it is time.</summary>
    public IReadOnlyList<ObservedFigures>? Look()
    {
        if (Address is not { } address) return null;
        lock (_turn)
        {
            var isDue = _askedAt == 0 || time.GetElapsedTime(_askedAt) >= AskEvery;
            if (isDue && !_isAsking)
            {
                (_isAsking, _askedAt) = (true, time.GetTimestamp());
                _ = AskAsync(new Uri(address.TrimEnd('/') + "/api/routes"));
            }

            return _figures;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task AskAsync(Uri address)
    {
        IReadOnlyList<ObservedFigures>? heard = null;
        try
        {
            heard = await _http.GetFromJsonAsync<List<ObservedFigures>>(address);
        }
        catch (Exception)
        {
            // The page says that it does not answer; who runs it has its own log.
        }

        lock (_turn) (_figures, _isAsking) = (heard, false);
    }
}
