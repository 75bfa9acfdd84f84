using System.Diagnostics;
using System.Globalization;
using Gateway.Local.Hosting;

namespace Gateway.Local.Replicas;

/// <summary>One gateway process and its two addresses.</summary>
internal sealed class ReplicaProcess : IDisposable
{
    private readonly Process _process;

    private ReplicaProcess(int number, Process process, Uri address, Uri operations)
    {
        Number = number;
        _process = process;
        Address = address;
        Operations = operations;
        ProcessId = process.Id;
        Exited = process.WaitForExitAsync();
    }

    /// <summary>The place it takes, counted from 1. Its replacement takes the same.</summary>
    public int Number { get; }

    public int ProcessId { get; }

    public Uri Address { get; }

    public Uri Operations { get; }

    /// <summary>Completes when the process has ended, for whatever reason.</summary>
    public Task Exited { get; }

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts the process on ports that are free now. Whether it is ready is <see cref="ReplicaReadiness"/>'s to find out.</summary>
    public static ReplicaProcess Start(ReplicaOptions options, int number)
    {
        Uri address = Loopback(LoopbackPort.Free()), operations = Loopback(LoopbackPort.Free());
        var start = new ProcessStartInfo(DotnetHost.Path)
        {
            ArgumentList = { options.Assembly, "serve", "--urls", address.AbsoluteUri.TrimEnd('/'), "--contentRoot", options.ContentRoot },
            // Held open and never written to: see StartupHook.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in options.Settings) start.Environment[key] = value;
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = Environments.Development;
        start.Environment["Gateway__Operations__Url"] = operations.AbsoluteUri.TrimEnd('/');

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Relay(number, line.Data, Console.Out);
        process.ErrorDataReceived += (_, line) => Relay(number, line.Data, Console.Error);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ReplicaProcess(number, process, address, operations);
    }

    /// <summary>Asks the process to drain and end; kills it when it does not. True when it ended by itself.</summary>
    public async Task<bool> TerminateAsync(TimeSpan within, TimeProvider time)
    {
        if (!Exited.IsCompleted) ProcessSignal.Terminate(_process);
        try
        {
            await Exited.WaitAsync(within, time);
            return true;
        }
        catch (TimeoutException)
        {
            Kill();
            await Exited;
            return false;
        }
    }

    public void Kill()
    {
        if (!Exited.IsCompleted) _process.Kill();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private static Uri Loopback(int port) => new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri;

    private static void Relay(int number, string? line, TextWriter to)
    {
        if (line is not null) to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"gateway-{number} | {line}"));
    }
}
