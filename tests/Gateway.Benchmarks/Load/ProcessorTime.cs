using System.Globalization;

namespace Gateway.Benchmarks.Load;

/// <summary>Processor time of a process, its own and the kernel's on its behalf, with children that have ended (proc_pid_stat(5)).</summary>
internal static class ProcessorTime
{
    // USER_HZ: fixed for programs, whatever the kernel's own clock is.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    // Fields 14 to 17, counted from the third, which follows the name in its parentheses.
    private const int First = 11;
    private const int Count = 4;

    public static TimeSpan Of(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return Tick * fields.Skip(First).Take(Count).Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
    }
}
