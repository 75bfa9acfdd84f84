using Microsoft.Extensions.Options;

namespace Gateway.Tests;

/// <summary>Options a test can change the way a hot reload does.</summary>
internal sealed class SettableOptions<TOptions>(TOptions value) : IOptionsMonitor<TOptions>
{
    private event Action<TOptions, string?>? Changed;

    public TOptions CurrentValue { get; private set; } = value;

    public TOptions Get(string? name) => CurrentValue;

    public void Set(TOptions changed)
    {
        CurrentValue = changed;
        Changed?.Invoke(changed, null);
    }

    public IDisposable OnChange(Action<TOptions, string?> listener)
    {
        Changed += listener;
        return new Subscription(() => Changed -= listener);
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
