using Microsoft.AspNetCore.Components;

namespace Gateway.Operations.LivePage;

/// <summary>A part of the live page that draws itself once a second. Public, and so are all components: Razor compiles them so.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private IDisposable? _watch;

    [Inject]
    internal Ticker Ticker { get; set; } = null!;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _watch?.Dispose();
    }

    /// <summary>Takes what is new before it is drawn.</summary>
    protected virtual void Look()
    {
    }

    protected override void OnInitialized() => Look();

    // Not while the first answer is rendered on the server: only a page that is open is worth a timer.
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _watch = Ticker.Watch(() => _ = InvokeAsync(LookAgain));
    }

    private void LookAgain()
    {
        Look();
        StateHasChanged();
    }
}
