using Gateway.Local.Replicas;

namespace Gateway.Local.Commands;

/// <summary>The life of every command: start, run until stopped, stop cleanly. Exit code 0, or 1 when it could not start.</summary>
internal static class Running
{
    public static async Task<int> UntilStoppedAsync(Func<CancellationToken, ILoggerFactory, Task<IAsyncDisposable>> start)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        using var stop = new StopSignal(TimeProvider.System);
        try
        {
            await using var running = await start(stop.Token, logs);
            await stop.WaitAsync();
            return 0;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception failure) when (failure is StackStartException or ReplicaFailedException or IOException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }
}
