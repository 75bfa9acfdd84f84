namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>
/// Follows a file from its present end on, as <c>tail -F</c> does: across rotation by renaming, deleting or truncating, and while it is not there yet.
/// </summary>
internal sealed class FileSource(string name, string path, Comparison comparison, ObserverMetrics metrics, ILogger logger, TimeProvider time)
    : LogSource(name, comparison, metrics, logger, time)
{
    private const int LongestLine = 65_536;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // A writer goes on with the old file until it hears of the rotation.
    private static readonly TimeSpan Lingering = TimeSpan.FromSeconds(2);

    private readonly byte[] _buffer = new byte[LongestLine];
    private int _held;
    private bool _skipping;
    private bool _complained;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pause = new PeriodicTimer(Pause, Time);
        // Of a file that is there already, the past is past; one that comes later is read whole.
        var fromEnd = File.Exists(path);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(fromEnd, pause, stoppingToken);
                fromEnd = false;
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                if (!_complained) Logger.LogUnreadable(path, unreadable.Message);
                _complained = true;
                await pause.WaitForNextTickAsync(stoppingToken);
            }
        }
    }

    private async Task FollowAsync(bool fromEnd, PeriodicTimer pause, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _complained = false;
        _held = 0;
        var opened = NameOf(file);
        if (fromEnd) file.Seek(0, SeekOrigin.End);
        long? rotatedAt = null;
        while (rotatedAt is null || Time.GetElapsedTime(rotatedAt.Value) < Lingering)
        {
            if (file.Length < file.Position) file.Seek(_held = 0, SeekOrigin.Begin);
            while (await ReadAsync(file, cancellation)) { }
            if (rotatedAt is null && NameOf(file) != opened) rotatedAt = Time.GetTimestamp();
            await pause.WaitForNextTickAsync(cancellation);
        }

        while (await ReadAsync(file, cancellation)) { }
    }

    // What the system calls the open file now: another name once it was renamed, "… (deleted)" once it was deleted.
    private static string? NameOf(FileStream file) => new FileInfo($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}").LinkTarget;

    private async Task<bool> ReadAsync(FileStream file, CancellationToken cancellation)
    {
        var read = await file.ReadAsync(_buffer.AsMemory(_held), cancellation);
        _held += read;
        TakeLines();
        return read > 0;
    }

    private void TakeLines()
    {
        var begin = 0;
        while (_buffer.AsSpan(begin, _held - begin).IndexOf((byte)'\n') is >= 0 and var length)
        {
            if (_skipping) _skipping = false;
            else if (length > 0) Take(_buffer.AsMemory(begin, length));
            begin += length + 1;
        }

        _buffer.AsSpan(begin, _held - begin).CopyTo(_buffer);
        _held -= begin;
        if (_held < LongestLine) return;
        if (!_skipping) Skip();
        (_skipping, _held) = (true, 0);
    }
}
