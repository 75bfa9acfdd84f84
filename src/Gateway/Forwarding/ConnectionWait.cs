using System.Diagnostics.Metrics;

namespace Gateway.Forwarding;

/// <summary>
/// How long a request waited for a connection to its upstream. .NET measures it for requests that had to wait and for no others, within
/// the request's own flow (<c>http.client.request.time_in_queue</c>), so listening to this one instrument costs the rest nothing.
/// </summary>
internal sealed class ConnectionWait : IDisposable
{
    private const string HttpMeter = "System.Net.Http";
    private const string TimeInQueue = "http.client.request.time_in_queue";

    private readonly MeterListener _listener = new();

    public void Listen()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == HttpMeter && instrument.Name == TimeInQueue) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>(static (_, seconds, _, _) => UpstreamCall.Current?.Connected(TimeSpan.FromSeconds(seconds)));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();
}
