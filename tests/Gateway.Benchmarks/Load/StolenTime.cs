using System.Globalization;

namespace Gateway.Benchmarks.Load;

/// <summary>Processor time that this machine wanted and its host gave to others (proc_stat(5)): what makes two measurements of one thing differ.</summary>
internal sealed class StolenTime
{
    // user nice system idle iowait irq softirq steal, after the line's name.
    private const int Counted = 8;

    private readonly long[] _start = Read();

    /// <summary>Percent of all since this was created.</summary>
    public double Percent
    {
        get
        {
            long[] spent = [.. Read().Zip(_start, (now, start) => now - start)];
            return 100.0 * spent[^1] / Math.Max(1, spent.Sum());
        }
    }

    private static long[] Read() =>
    [
        .. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Counted)
            .Select(field => long.Parse(field, CultureInfo.InvariantCulture)),
    ];
}
