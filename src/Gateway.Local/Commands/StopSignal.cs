using System.Globalization;
using System.Runtime.InteropServices;

namespace Gateway.Local.Commands;

/// <summary>
/// Ctrl-C, SIGTERM, or the end of the <c>dotnet run</c> that started us: killed outright, it cannot pass anything on, and we would keep
/// its ports for nobody.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private static readonly TimeSpan ParentCheck = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Task _watching;

    public StopSignal(TimeProvider time)
    {
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
            .Select(signal => PosixSignalRegistration.Create(signal, context => Stop(context)))];
        _watching = WatchParentAsync(time);
    }

    public CancellationToken Token => _asked.Token;

    public Task WaitAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Token)
        .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        if (_watching.IsCompleted) _asked.Dispose();
    }

    /// <summary>Once is a request; twice is impatience, and ends the process as ever.</summary>
    private void Stop(PosixSignalContext context)
    {
        context.Cancel = !_asked.IsCancellationRequested;
        _asked.Cancel();
    }

    private async Task WatchParentAsync(TimeProvider time)
    {
        if (!OperatingSystem.IsLinux() || Parent() is not { } parent || !IsDotnet(parent)) return;
        try
        {
            while (Parent() == parent) await Task.Delay(ParentCheck, time, Token);
            await _asked.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // Asked otherwise.
        }
    }

    private static bool IsDotnet(int processId) =>
        File.Exists($"/proc/{processId}/comm") && File.ReadAllText($"/proc/{processId}/comm").Trim() == "dotnet";

    /// <summary>The fourth field of /proc/self/stat (man 5 proc), after a name that may itself hold blanks and brackets.</summary>
    private static int? Parent()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) ? parent : null;
    }
}
