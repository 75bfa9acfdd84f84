using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Gateway.Frontends;

/// <summary>The frontends of the configuration in force, by host and by name.</summary>
internal sealed class FrontendDirectory : IDisposable
{
    private readonly IDisposable? _reload;
    private volatile Snapshot _current;

    public FrontendDirectory(IOptionsMonitor<Dictionary<string, FrontendOptions>> options)
    {
        _current = Snapshot.Of(options.CurrentValue);
        _reload = options.OnChange(changed =>
        {
            _current = Snapshot.Of(changed);
            Changed?.Invoke();
        });
    }

    public event Action? Changed;

    public IEnumerable<Frontend> All => _current.ByName.Values;

    public Frontend? ByHost(string host) => _current.ByHost.GetValueOrDefault(host);

    public Frontend? ByName(string name) => _current.ByName.GetValueOrDefault(name);

    public void Dispose() => _reload?.Dispose();

    private sealed record Snapshot(FrozenDictionary<string, Frontend> ByHost, FrozenDictionary<string, Frontend> ByName)
    {
        public static Snapshot Of(Dictionary<string, FrontendOptions> options)
        {
            var frontends = options.Select(entry => new Frontend(entry.Key, entry.Value)).ToList();
            return new Snapshot(
                frontends.SelectMany(frontend => frontend.Options.Hosts, (frontend, host) => (host, frontend))
                    .ToFrozenDictionary(pair => pair.host, pair => pair.frontend, StringComparer.OrdinalIgnoreCase),
                frontends.ToFrozenDictionary(frontend => frontend.Name, StringComparer.Ordinal));
        }
    }
}
