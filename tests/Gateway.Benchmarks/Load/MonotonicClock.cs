using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Gateway.Benchmarks.Load;

/// <summary>Waits on the clock that <see cref="TimeProvider.GetTimestamp"/> reads, to within some fifty microseconds: .NET's own waits count milliseconds.</summary>
internal static partial class MonotonicClock
{
    // <time.h>
    private const int Monotonic = 1;
    private const int Absolute = 1;
    private const int Interrupted = 4;
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static void WaitUntil(long timestamp)
    {
        var until = new ClockTime { Seconds = timestamp / NanosecondsPerSecond, Nanoseconds = timestamp % NanosecondsPerSecond };
        int error;
        while ((error = SleepUntil(Monotonic, Absolute, in until, 0)) != 0)
        {
            if (error != Interrupted) throw new Win32Exception(error);
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SleepUntil(int clock, int flags, in ClockTime until, nint left);
}
