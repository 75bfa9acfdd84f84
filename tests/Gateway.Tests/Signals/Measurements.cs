using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Signals;

/// <summary>A meter factory of one test's own, and what was counted on its meters: "instrument{tag=value,…}" with its sum.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new();
    private readonly ConcurrentDictionary<string, double> _measured = new();
    private readonly Dictionary<string, long> _observed = [];

    public Measurements()
    {
        Meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == Meters) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            _measured.AddOrUpdate(Name(instrument.Name, tags), value, (_, sum) => sum + value));
        _listener.Start();
    }

    public IMeterFactory Meters { get; }

    public IReadOnlyDictionary<string, long> Sums => _sums;

    public long Of(string series) => _sums.GetValueOrDefault(series) + Observe().GetValueOrDefault(series);

    /// <summary>The sum of what a histogram recorded; null when it recorded nothing.</summary>
    public double? Measured(string series) => _measured.TryGetValue(series, out var sum) ? sum : null;

    /// <summary>Everything counted by one instrument, without its name.</summary>
    public IReadOnlyList<string> Series(string instrument) =>
        [.. _sums.Keys.Concat(Observe().Keys).Where(key => key.StartsWith(instrument + "{", StringComparison.Ordinal)).Select(key => key[instrument.Length..]).Order(StringComparer.Ordinal)];

    /// <summary>What the observable instruments say now.</summary>
    public IReadOnlyDictionary<string, long> Observe()
    {
        _observed.Clear();
        _listener.RecordObservableInstruments();
        return _observed;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    private void Take(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = Name(instrument.Name, tags);
        if (instrument.IsObservable) _observed[name] = value;
        else _sums.AddOrUpdate(name, value, (_, sum) => sum + value);
    }

    private static string Name(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var names = new List<string>();
        foreach (var tag in tags) names.Add($"{tag.Key}={tag.Value}");
        return $"{instrument}{{{string.Join(',', names.Order(StringComparer.Ordinal))}}}";
    }
}
