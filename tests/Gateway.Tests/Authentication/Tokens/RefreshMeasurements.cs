using Gateway.Authentication.Tokens;
using Gateway.Sessions;
using Gateway.Tests.Signals;

namespace Gateway.Tests.Authentication.Tokens;

/// <summary>
/// The instruments of all replicas of all orders of one test. A meter keeps every instrument it ever made, and each new one looks through them
/// all: with two sets of them for each of 46,000 orders that was most of what the exploration did.
/// </summary>
internal sealed class RefreshMeasurements : IDisposable
{
    private readonly Measurements _measurements = new();

    public RefreshMeasurements()
    {
        Sessions = new SessionMetrics(_measurements.Meters);
        Tokens = new TokenMetrics(_measurements.Meters);
    }

    public SessionMetrics Sessions { get; }

    public TokenMetrics Tokens { get; }

    public void Dispose() => _measurements.Dispose();
}
