using System.Globalization;

namespace Gateway.Benchmarks.Load;

/// <summary>
/// Processor time of this machine that went to processes that are not ours, or by its host to others (proc_stat(5)): what makes two
/// measurements of one thing differ.
/// </summary>
internal sealed class TimeOfOthers
{
    private const double MicrosecondsPerTick = 10_000;

    // user nice system idle iowait irq softirq steal, after the line's name.
    private const int Idle = 3;
    private const int Waiting = 4;
    private const int Stolen = 7;

    private readonly double[] _start = Read();
    private readonly double _ours = ProcessorTime.MicrosecondsOf(Environment.ProcessId);

    /// <summary>Percent of all since this was created.</summary>
    public double Percent
    {
        get
        {
            double[] spent = [.. Read().Zip(_start, (now, start) => now - start)];
            var busy = spent.Where((_, kind) => kind is not (Idle or Waiting)).Sum();
            var ours = ProcessorTime.MicrosecondsOf(Environment.ProcessId) - _ours;
            return 100 * Math.Max(0, busy - ours) / spent.Sum();
        }
    }

    private static double[] Read() =>
    [
        .. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Stolen + 1)
            .Select(field => double.Parse(field, CultureInfo.InvariantCulture) * MicrosecondsPerTick),
    ];
}
