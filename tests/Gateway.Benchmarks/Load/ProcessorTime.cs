using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Gateway.Benchmarks.Load;

/// <summary>
/// Processor time of a process and its children, their own and the kernel's on their behalf. A process's clock (clock_getcpuclockid(3))
/// counts nanoseconds; of children that have ended only the kernel's ticks are left (proc_pid_stat(5)).
/// </summary>
internal static partial class ProcessorTime
{
    // USER_HZ: fixed for programs, whatever the kernel's own clock is.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    // Fields 16 and 17, counted from the third, which follows the name in its parentheses.
    private const int EndedChildren = 13;
    private const int Count = 2;

    // The clock of all threads of a process by what the scheduler gave them (linux/posix-timers.h: CPUCLOCK_SCHED).
    private const int SchedulersView = 2;

    /// <summary>As microseconds, since each began.</summary>
    public static double MicrosecondsOf(int process) => ProcessTree.Of(process).Sum(one => Own(one) + OfEndedChildren(one));

    private static double Own(int process)
    {
        if (ReadClock((~process << 3) | SchedulersView, out var time) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Process {process} has no clock.");
        return (time.Seconds * 1e6) + (time.Nanoseconds / 1e3);
    }

    private static double OfEndedChildren(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Tick * fields.Skip(EndedChildren).Take(Count).Sum(field => long.Parse(field, CultureInfo.InvariantCulture))).TotalMicroseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ReadClock(int clock, out ClockTime time);
}
