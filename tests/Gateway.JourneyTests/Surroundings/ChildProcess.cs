using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>A program of ours: its output is kept for the day a test fails, and it never outlives the tests.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 200;
    private const int SignalTerminate = 15;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private ChildProcess(ProcessStartInfo start, Action<string>? onLine)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data, onLine);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data, null);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public string Output => string.Join('\n', _output);

    /// <param name="program">Found on the path, or in /usr/sbin, which is not on everybody's.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Added to our own.</param>
    /// <param name="onLine">Sees every line of its standard output.</param>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, Action<string>? onLine = null)
    {
        var elsewhere = Path.Combine("/usr/sbin", program);
        var start = new ProcessStartInfo(File.Exists(elsewhere) ? elsewhere : program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ChildProcess(start, onLine);
    }

    /// <summary>SIGTERM, then its exit code.</summary>
    public async Task<int> TerminateAsync(TimeSpan deadline)
    {
        if (!HasExited) _ = SendSignal(_process.Id, SignalTerminate);
        await WaitForExitAsync(deadline);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: no time for last words.</summary>
    public void Kill()
    {
        try
        {
            if (!_process.HasExited) _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // Disposed, or gone between the question and the signal: either way it is dead.
        }
    }

    public async Task WaitForExitAsync(TimeSpan deadline)
    {
        using var giveUp = new CancellationTokenSource(deadline, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(giveUp.Token);
        }
        catch (OperationCanceledException)
        {
            throw new UnreachableException($"{_process.StartInfo.FileName} did not exit within {deadline}. It said:\n{Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await WaitForExitAsync(TimeSpan.FromSeconds(10));
        _process.Dispose();
    }

    private void Keep(string? line, Action<string>? onLine)
    {
        if (line is null) return;
        onLine?.Invoke(line);
        _output.Enqueue(line);
        if (_output.Count > KeptLines) _output.TryDequeue(out _);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int processId, int signal);
}
